import type { RateRow } from '#src/billing/rate-rows-store.ts';
import type { NewRate, TypedRate } from '#src/billing/rate-rules.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Button, LinkButton } from '#src/ui/button.tsx';
import { Facts } from '#src/ui/facts.tsx';
import { Form } from '#src/ui/form.tsx';
import { formatDateShort, formatVolumePlain } from '#src/ui/format.ru.ts';
import type { PageContext } from '#src/ui/page-context.ts';
import { type Desk, StaffPage } from '#src/ui/staff-page.page.tsx';
import { monthsText } from './event-facts.ru.ts';
import { rateFacts } from './rate-facts.ru.ts';

type RateCheckProps = {
  context: PageContext;
  desk: Desk;
  rate: NewRate;
  /** What it comes instead of; null: nothing was in force. */
  before: RateRow | null;
  /** Closed months of its days: they stay as they are. */
  closedMonths: readonly PlainMonth[];
  typed: TypedRate;
};

/** What a new number means, before it is proposed. */
export function RateCheckPage({
  context,
  desk,
  rate,
  before,
  closedMonths,
  typed,
}: RateCheckProps) {
  const [first, ...facts] = rateFacts(rate);
  return (
    <StaffPage context={context} desk={desk} title="Проверьте значение" section="rates">
      <section class="spanel narrow" aria-labelledby="h">
        <h1 id="h">Проверьте значение</h1>
        <Facts
          isTight
          items={[
            ...(first ? [first] : []),
            {
              term: 'Сейчас',
              note: before ? `с ${formatDateShort(before.validFrom)}` : undefined,
              value: before ? formatVolumePlain(before.value) : 'нет',
              isNumber: true,
            },
            ...facts,
          ]}
        />
        {closedMonths.length > 0 ? (
          <Alert color="warning" title="Закрытые месяцы не изменятся" isInset>
            <p>
              {monthsText(closedMonths)}: начисления уже сделаны по прежнему значению и сами не
              пересчитаются.
            </p>
          </Alert>
        ) : (
          <p class="hint">Закрытых месяцев это не касается.</p>
        )}
        <p>Начнёт действовать, когда подтвердит второй сотрудник.</p>
        <Form action={href('staffRates')} context={context}>
          {Object.entries(typed).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <div class="actions">
            <Button>Предложить значение</Button>
            <LinkButton href={href('staffRates')} variant="secondary">
              Не менять
            </LinkButton>
          </div>
        </Form>
      </section>
    </StaffPage>
  );
}
