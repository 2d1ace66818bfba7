import type { ComponentChildren } from 'preact';
import type { PayMethod } from '#src/config-gateways.ts';
import type { FormValues } from '#src/http/forms.ts';
import { errorOf } from '#src/ui/error-summary.page.tsx';
import type { FieldError } from '#src/ui/page-context.ts';
import { RadioGroup } from '#src/ui/radio-group.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { methodChoice } from './payments.ru.ts';

/** What was typed, and what was wrong with it. */
type Typed = { values: FormValues; errors: readonly FieldError[] };

export function SumField(props: Typed & { hint: ComponentChildren; proposed: string }) {
  const { values, errors, hint, proposed } = props;
  return (
    <TextField
      name="amount"
      label="Сумма, ₽"
      look="sum"
      inputMode="decimal"
      autoComplete="off"
      hint={hint}
      value={values.amount ?? proposed}
      error={errorOf(errors, 'amount')}
    />
  );
}

/** СБП comes first where there is one: the order is the supplier's. */
export function MethodField({
  values,
  errors,
  methods,
}: Typed & { methods: readonly PayMethod[] }) {
  return (
    <RadioGroup
      name="method"
      label="Как платить"
      value={values.method ?? methods[0] ?? ''}
      choices={methods.map((method) => ({ value: method, ...methodChoice[method] }))}
      error={errorOf(errors, 'method')}
    />
  );
}

export function ReceiptEmailField({
  values,
  errors,
  label = 'Электронная почта для чека',
  hint,
}: Typed & { label?: string; hint?: string }) {
  return (
    <TextField
      name="email"
      label={label}
      hint={hint}
      type="email"
      inputMode="email"
      autoComplete="email"
      autoCapitalize="none"
      spellCheck={false}
      value={values.email ?? ''}
      error={errorOf(errors, 'email')}
    />
  );
}
