import {
  type CorrectionSituation,
  correctionParts,
  correctionWays,
} from '#src/billing/correction-rules.ts';
import { correctionPartText, correctionWayText } from '#src/billing/corrections.ru.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatMoney } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { AccountLead } from './account-lead.page.tsx';
import { ReasonField } from './decision-form.page.tsx';
import { SelectField } from './entry-form.page.tsx';

type CorrectionProps = {
  context: PageContext;
  desk: Desk;
  personalAccount: PersonalAccount;
  situation: CorrectionSituation;
  values: Readonly<Record<string, string>>;
  errors: FieldError[];
  formKey: string;
};

export function CorrectionPage(props: CorrectionProps) {
  const { context, desk, personalAccount, situation, values, errors, formKey } = props;
  const { number } = personalAccount;
  const field = (name: string) => ({ name, value: values[name], error: errorOf(errors, name) });
  return (
    <StaffPage
      context={context}
      desk={desk}
      title="Исправить сальдо"
      section="accounts"
      hasErrors={errors.length > 0}
    >
      <ErrorSummary errors={errors} />
      <section class="spanel narrow" aria-labelledby="h">
        <h1 id="h">Исправить сальдо</h1>
        <p>
          <AccountLead personalAccount={personalAccount} />
        </p>
        <p>
          Для того, чего не объяснят показание, событие, льгота или оплата. Запись появится, когда
          её подтвердит второй сотрудник, и войдёт в открытый месяц. Убрать её потом можно только
          обратной.
        </p>
        <p class="hint">Пеней на счёте сейчас: {formatMoney(situation.penaltyKopecks)}.</p>
        <Form action={href('staffCorrection', { number })} context={context} formKey={formKey}>
          <div class="sform">
            <SelectField
              {...field('part')}
              label="Что исправляем"
              choices={[
                ['', 'Выберите'],
                ...correctionParts.map((part) => [part, correctionPartText[part]] as const),
              ]}
            />
            <SelectField
              {...field('way')}
              label="В какую сторону"
              choices={[
                ['', 'Выберите'],
                ...correctionWays.map((way) => [way, correctionWayText[way]] as const),
              ]}
            />
            <TextField
              {...field('amount')}
              label="Сумма, ₽"
              inputMode="decimal"
              autoComplete="off"
            />
            <TextField {...field('month')} label="За месяц" autoComplete="off" />
            <p class="hint">Сумма без знака, например 154,20. Месяц цифрами, например 11.2026.</p>
          </div>
          <ReasonField
            label="Почему"
            hint="Это увидит житель рядом с суммой, например: по решению суда от 12.10.2026"
            value={values.reason}
            error={errorOf(errors, 'reason')}
          />
          <div class="actions">
            <Button>Предложить исправление</Button>
            <LinkButton href={href('staffAccount', { number })} variant="secondary">
              Не исправлять
            </LinkButton>
          </div>
        </Form>
      </section>
    </StaffPage>
  );
}
