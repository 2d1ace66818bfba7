import type { PayMethod } from '#src/config-gateways.ts';
import type { FormValues } from '#src/http/forms.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Button } from '#src/ui/button.tsx';
import { CheckboxField } from '#src/ui/checkbox-field.tsx';
import { errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { RadioGroup } from '#src/ui/radio-group.tsx';
import { ReceiptEmailField } from '../pay-fields.page.tsx';
import type { BindingState } from './bindings-store.ts';
import { saveConsent } from './save-consent.ru.ts';

export type BindingProps = {
  context: PageContext;
  number: string;
  /** None: a way to pay is kept by a payment alone. */
  bindable: readonly PayMethod[];
  bindingValues: FormValues;
  errors: readonly FieldError[];
};

const choices = {
  bank_card: {
    label: 'Банковскую карту',
    hint: 'Номер вводите на странице банка, мы его не видим.',
  },
  sbp: { label: 'Счёт СБП', hint: 'Подтверждаете в приложении вашего банка.' },
} as const satisfies Record<PayMethod, { label: string; hint: string }>;

/** Kept on the gateway's page, and nothing is paid. */
export function BindingForm({ context, number, bindable, bindingValues, errors }: BindingProps) {
  return (
    <Form action={href('autopayBinding', { number })} context={context}>
      <RadioGroup
        name="bound"
        label="Что привязать"
        value={bindingValues.bound ?? (bindable.includes('bank_card') ? 'bank_card' : bindable[0])}
        error={errorOf(errors, 'bound')}
        choices={bindable.map((method) => ({ value: method, ...choices[method] }))}
      />
      <ReceiptEmailField
        label="Электронная почта для чеков"
        values={bindingValues}
        errors={errors}
      />
      <CheckboxField
        name="save"
        value="1"
        isChecked={bindingValues.save === '1'}
        label={saveConsent.label}
        hint={saveConsent.hint}
        error={errorOf(errors, 'save')}
      />
      <Button variant="secondary">Привязать без оплаты</Button>
    </Form>
  );
}

/** What one comes back to. */
export function BoundNote({ bound }: { bound: BindingState | null }) {
  if (bound === null) return null;
  if (bound === 'active') {
    return (
      <div class="ds-alert" data-color="success" role="status">
        <p>Способ оплаты сохранили. Осталось выбрать день и предел.</p>
      </div>
    );
  }
  if (bound === 'inactive') {
    return (
      <Alert color="warning" title="Привязать не получилось">
        <p>Банк не подтвердил. Попробуйте ещё раз или сохраните карту при оплате.</p>
      </Alert>
    );
  }
  return (
    <Alert color="info" title="Банк ещё не подтвердил">
      <p>
        Если вы уже подтвердили в банке, обновите страницу через несколько секунд. Если нет,
        привяжите заново.
      </p>
    </Alert>
  );
}
