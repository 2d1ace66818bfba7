import { meansOf } from '#src/payments/payments.ru.ts';
import type { RefundablePayment } from '#src/payments/refunds-store.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatDateShort, formatDateTimeShort, formatMoney } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { AccountLead } from './account-lead.page.tsx';
import { ReasonField } from './decision-form.page.tsx';
import { SelectField } from './entry-form.page.tsx';

type RefundProps = {
  context: PageContext;
  desk: Desk;
  personalAccount: PersonalAccount;
  payments: readonly RefundablePayment[];
  values: Readonly<Record<string, string>>;
  errors: FieldError[];
  formKey: string;
};

export function RefundPage(props: RefundProps) {
  const { context, desk, personalAccount, payments, errors } = props;
  const { number } = personalAccount;
  return (
    <StaffPage
      context={context}
      desk={desk}
      title="Вернуть платёж"
      section="accounts"
      hasErrors={errors.length > 0}
    >
      <ErrorSummary errors={errors} />
      <section class="spanel narrow" aria-labelledby="h">
        <h1 id="h">Вернуть платёж</h1>
        <p>
          <AccountLead personalAccount={personalAccount} />
        </p>
        {payments.length === 0 ? (
          <>
            <p>Вернуть нечего: через сайт по этому счёту не платили или всё уже вернули.</p>
            <p class="hint">Платёж из банка или кассы возвращают переводом по заявлению.</p>
            <LinkButton href={href('staffAccount', { number })} variant="secondary">
              К счёту
            </LinkButton>
          </>
        ) : (
          <RefundForm {...props} />
        )}
      </section>
    </StaffPage>
  );
}

function RefundForm({ context, personalAccount, payments, values, errors, formKey }: RefundProps) {
  const { number } = personalAccount;
  const field = (name: string) => ({ name, value: values[name], error: errorOf(errors, name) });
  return (
    <>
      <p>
        Деньги уйдут туда, откуда пришли, когда возврат подтвердит второй сотрудник и проведёт банк.
        Тогда же сумма к оплате вырастет, а плательщик получит письмо и чек.
      </p>
      <Form action={href('staffRefund', { number })} context={context} formKey={formKey}>
        <SelectField
          {...field('payment')}
          label="Платёж"
          choices={[['', 'Выберите'], ...payments.map((one) => choiceOf(one, context))]}
        />
        <TextField
          {...field('amount')}
          label="Сумма, ₽"
          hint="Весь остаток или его часть, например 154,20"
          inputMode="decimal"
          autoComplete="off"
          size={12}
        />
        <ReasonField
          label="Почему"
          hint="Останется в журнале, например: оплачен чужой счёт, заявление от 02.12.2026"
          value={values.reason}
          error={errorOf(errors, 'reason')}
        />
        <div class="actions">
          <Button>Предложить возврат</Button>
          <LinkButton href={href('staffAccount', { number })} variant="secondary">
            Не возвращать
          </LinkButton>
        </div>
      </Form>
    </>
  );
}

/** With the minute: who paid twice by mistake has two of one day, one means and one sum. */
const choiceOf = (one: RefundablePayment, { supplier }: PageContext): readonly [string, string] => [
  String(one.paymentId),
  [
    formatDateShort(one.paidOn),
    meansOf(one.means),
    formatMoney(one.leftKopecks),
    `начат ${formatDateTimeShort(one.begunAt, supplier.timeZone)}`,
  ].join(', '),
];
