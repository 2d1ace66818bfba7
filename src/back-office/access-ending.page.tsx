import type { LinkedUser } from '#src/personal-accounts/household-store.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { AccountLead } from './account-lead.page.tsx';
import { nameOf } from './account-panels.page.tsx';
import { ReasonField } from './decision-form.page.tsx';

type EndingProps = {
  context: PageContext;
  desk: Desk;
  personalAccount: PersonalAccount;
  user: LinkedUser;
  reason: string;
  errors: FieldError[];
};

export function AccessEndingPage(props: EndingProps) {
  const { context, desk, personalAccount, user, reason, errors } = props;
  const { number } = personalAccount;
  const { userId } = user;
  return (
    <StaffPage
      context={context}
      desk={desk}
      title="Закрыть доступ"
      section="accounts"
      hasErrors={errors.length > 0}
    >
      <ErrorSummary errors={errors} />
      <section class="spanel narrow" aria-labelledby="h">
        <h1 id="h">Закрыть доступ: {nameOf(user)}</h1>
        <p>
          <AccountLead personalAccount={personalAccount} />
        </p>
        <p>
          Доступ закроется, когда предложение подтвердит второй сотрудник: бухгалтер или
          администратор. Житель получит письмо с вашим объяснением и сможет добавить счёт заново,
          если подтвердит его.
        </p>
        <Form action={href('staffAccessEnding', { number, userId })} context={context}>
          <ReasonField
            label="Почему"
            hint="Это увидят второй сотрудник и житель, например: по заявлению владельца, квартира продана"
            value={reason}
            error={errorOf(errors, 'reason')}
          />
          <div class="actions">
            <Button>Предложить</Button>
            <LinkButton href={href('staffAccount', { number })} variant="secondary">
              Не закрывать
            </LinkButton>
          </div>
        </Form>
      </section>
    </StaffPage>
  );
}
