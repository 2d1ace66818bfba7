import type { ChangePreview } from '#src/billing/preview-change.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { type FactItem, Facts } from '#src/ui/facts.tsx';
import { Form } from '#src/ui/form.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { TextArea } from '#src/ui/text-area.tsx';
import { AccountLead } from './account-lead.page.tsx';
import { ChangePanel } from './change-panel.page.tsx';

export type FactCheckProps = {
  context: PageContext;
  desk: Desk;
  personalAccount: PersonalAccount;
  title: string;
  facts: readonly FactItem[];
  change: ChangePreview | null;
  closedMonths: readonly PlainMonth[];
  action: string;
  backHref: string;
  /** What goes along with the form. */
  hidden: Readonly<Record<string, string>>;
  /** The one thing that is asked here, so that it stands in no address. */
  asks: { name: string; label: string; hint: string; value: string };
  buttons: { keep: string; propose: string; leave: string };
  errors: FieldError[];
  formKey: string;
};

/** What a fact of an account will change, before anything is kept. */
export function FactCheckPage(props: FactCheckProps) {
  const { context, desk, personalAccount, title, facts, asks, errors, closedMonths } = props;
  const { buttons } = props;
  return (
    <StaffPage
      context={context}
      desk={desk}
      title={title}
      section="accounts"
      hasErrors={errors.length > 0}
    >
      <ErrorSummary errors={errors} />
      <section class="spanel narrow" aria-labelledby="h">
        <h1 id="h">{title}</h1>
        <p>
          <AccountLead personalAccount={personalAccount} />
        </p>
        <Facts isTight items={facts} />
        <ChangePanel change={props.change} closedMonths={closedMonths} />
        <Form action={props.action} context={context} formKey={props.formKey}>
          {Object.entries(props.hidden).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <TextArea {...asks} rows={2} error={errorOf(errors, asks.name)} />
          <div class="actions">
            <Button>{closedMonths.length > 0 ? buttons.propose : buttons.keep}</Button>
            <LinkButton href={props.backHref} variant="secondary">
              {buttons.leave}
            </LinkButton>
          </div>
        </Form>
      </section>
    </StaffPage>
  );
}
