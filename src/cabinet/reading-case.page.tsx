import type { MeterCard } from '#src/meters/list-meters.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href } from '#src/routes.ts';
import { Actions, Button, LinkButton } from '#src/ui/button.tsx';
import { ErrorSummary, errorOf } from '#src/ui/error-summary.page.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatReading } from '#src/ui/format.ru.ts';
import { Page } from '#src/ui/page.page.tsx';
import type { FieldError, PageContext } from '#src/ui/page-context.ts';
import { TextArea } from '#src/ui/text-area.tsx';
import { TextField } from '#src/ui/text-field.tsx';

const texts = {
  rollover: {
    title: 'Отправим показание на проверку',
    lead: 'Если счётчик перешёл через ноль, расход получается больше, чем он мог пропустить. Сотрудник посмотрит, до этого показание не учитываем. Что решили, будет видно в разделе «Обращения».',
    hint: 'Что поможет разобраться: когда смотрели счётчик в прошлый раз, не меняли ли его',
  },
  meter_replaced: {
    title: 'Сообщите о замене счётчика',
    lead: 'Сотрудник внесёт новый счётчик, и показания пойдут по нему. До этого по старому счётчику их не учитываем. Что решили, будет видно в разделе «Обращения».',
    hint: 'Заводской номер нового счётчика, день замены и последнее показание старого',
  },
} as const;

export function ReadingCasePage(props: {
  context: PageContext;
  personalAccount: PersonalAccount;
  meter: MeterCard;
  kind: 'rollover' | 'meter_replaced';
  values: { value: string; on: string; comment: string };
  errors: FieldError[];
}) {
  const { context, personalAccount, meter, kind, values, errors } = props;
  const { number } = personalAccount;
  const { title, lead, hint } = texts[kind];
  return (
    <Page context={context} title={title} section="readings" hasErrors={errors.length > 0}>
      <ErrorSummary errors={errors} />
      <section class="card stack" aria-labelledby="h">
        <h1 id="h">{title}</h1>
        <p>{lead}</p>
        <p class="muted">
          Счётчик № {meter.serialNumber}
          {meter.lastReading && `, прошлое показание ${formatReading(meter.lastReading.value)}`}
        </p>
        <Form action={href('readingCase', { number })} context={context}>
          <input type="hidden" name="meter" value={meter.meterId} />
          <input type="hidden" name="kind" value={kind} />
          <TextField
            name="value"
            label="Новое показание"
            value={values.value}
            error={errorOf(errors, 'value')}
            inputMode="decimal"
            autoComplete="off"
          />
          <TextField
            name="on"
            label="Когда сняли"
            hint="Например, 25.11.2026. Пусто — сегодня"
            value={values.on}
            error={errorOf(errors, 'on')}
            autoComplete="off"
          />
          <TextArea
            name="comment"
            label="Сообщение"
            hint={hint}
            value={values.comment}
            error={errorOf(errors, 'comment')}
          />
          <Actions>
            <Button>Отправить на проверку</Button>
            <LinkButton href={href('readings', { number })} variant="secondary">
              Назад
            </LinkButton>
          </Actions>
        </Form>
      </section>
    </Page>
  );
}
