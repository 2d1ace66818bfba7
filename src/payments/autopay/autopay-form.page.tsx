import type { FormValues } from '#src/http/forms.ts';
import { dateInZone } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Button } from '#src/ui/button.tsx';
import { errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatDateWithYear, formatKopecksPlain } from '#src/ui/format.ru.ts';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { RadioGroup } from '#src/ui/radio-group.tsx';
import { TextField } from '#src/ui/text-field.tsx';
import { LAST_DAY } from './autopay-rule.ts';
import type { AutopayState } from './autopay-state.ts';

type FormProps = {
  context: PageContext;
  number: string;
  state: AutopayState;
  capKopecks: number;
  values: FormValues | null;
  errors: readonly FieldError[];
  button: string;
};

/** By what, when, and no more than how much. */
export function AutopayForm(props: FormProps) {
  const { context, number, state, errors, button } = props;
  const { timeZone, calendar, billing } = context.supplier;
  const dueDay = billing.dueDays.at(-1)?.day;
  const values = props.values ?? firstValues(props);
  return (
    <Form action={href('autopay', { number })} context={context}>
      <RadioGroup
        name="method"
        label="Чем платить"
        value={values.method}
        error={errorOf(errors, 'method')}
        choices={state.methods.map(({ savedMethodId, title, savedAt }) => ({
          value: String(savedMethodId),
          label: title,
          hint: `Сохранили ${formatDateWithYear(dateInZone(savedAt, timeZone))}`,
        }))}
      />
      <RadioGroup
        name="when"
        label="Когда списывать"
        value={values.when}
        error={errorOf(errors, 'when')}
        choices={[
          {
            value: 'bill',
            label: 'На новую квитанцию',
            hint: 'Через три дня после того, как она готова.',
          },
          { value: 'day', label: 'В один и тот же день месяца', hint: 'День напишите ниже.' },
        ]}
      />
      <TextField
        name="day"
        label="День месяца"
        hint={`От 1 до ${LAST_DAY}. Квитанция готова к\u00a0${calendar.billReadyDay}\u00a0числу, письмо о списании приходит за три дня. Оплатить квитанцию нужно до\u00a0${dueDay}\u00a0числа.`}
        inputMode="numeric"
        autoComplete="off"
        size={4}
        value={values.day ?? ''}
        error={errorOf(errors, 'day')}
      />
      <TextField
        name="cap"
        label="Не больше в месяц, ₽"
        hint="Если долг больше, остаток заплатите сами."
        inputMode="decimal"
        autoComplete="off"
        size={10}
        value={values.cap ?? ''}
        error={errorOf(errors, 'cap')}
      />
      <Button>{button}</Button>
    </Form>
  );
}

/** Between the bill and the last day to pay it. */
const AFTER_BILL_DAYS = 5;

function firstValues({ context, state, capKopecks }: FormProps): FormValues {
  const { rule, methods } = state;
  const { billReadyDay } = context.supplier.calendar;
  const usualDay = Math.min(LAST_DAY, billReadyDay + AFTER_BILL_DAYS);
  return {
    method: String(rule?.savedMethodId ?? methods[0]?.savedMethodId ?? ''),
    when: rule?.when.on ?? 'bill',
    day: String(rule?.when.on === 'day' ? rule.when.day : usualDay),
    cap: formatKopecksPlain(rule?.capKopecks ?? capKopecks).replace(/,00$/, ''),
  };
}
