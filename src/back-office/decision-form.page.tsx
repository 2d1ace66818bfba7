import type { ComponentChildren } from 'preact';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { errorOf } from '#src/ui/error-summary.page.tsx';
import type { FieldTexts } from '#src/ui/field.page.tsx';
import { Form } from '#src/ui/form.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { type RadioChoice, RadioGroup } from '#src/ui/radio-group.tsx';
import { TextArea } from '#src/ui/text-area.tsx';

export function ReasonField(props: Omit<FieldTexts, 'name'> & { value?: string | null }) {
  return <TextArea {...props} name="reason" rows={3} />;
}

export type DecisionValues = { decision?: string; reason?: string };

/** A choice and the reason for it: every decision of the desk is made by this form. */
export function DecisionForm(props: {
  context: PageContext;
  action: string;
  choices: readonly RadioChoice[];
  values: DecisionValues;
  errors: FieldError[];
  backHref: string;
  reasonHint?: string;
  button?: string;
  children?: ComponentChildren;
}) {
  const { context, action, choices, values, errors, backHref, children } = props;
  const { reasonHint = 'Это увидит житель и останется в журнале', button = 'Решить' } = props;
  return (
    <Form action={action} context={context}>
      <RadioGroup
        name="decision"
        label="Что делаем"
        choices={choices}
        value={values.decision}
        error={errorOf(errors, 'decision')}
      />
      {children}
      <ReasonField
        label="Почему так решили"
        hint={reasonHint}
        value={values.reason}
        error={errorOf(errors, 'reason')}
      />
      <div class="actions">
        <Button>{button}</Button>
        <LinkButton href={backHref} variant="secondary">
          Назад
        </LinkButton>
      </div>
    </Form>
  );
}
