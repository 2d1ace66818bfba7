import type { ChangePreview } from '#src/billing/preview-change.ts';
import { missingRateText } from '#src/billing/rates.ru.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { Alert } from '#src/ui/alert.tsx';
import { Facts } from '#src/ui/facts.tsx';
import { formatKopecksPlain, formatMoney, formatMonth } from '#src/ui/format.ru.ts';
import { monthsText } from './event-facts.ru.ts';
import { StaffTable } from './staff-parts.page.tsx';

type ChangeProps = {
  /** Null: it cannot be reckoned yet. */
  change: ChangePreview | null;
  /** Closed months that it reaches into. */
  closedMonths: readonly PlainMonth[];
};

/** What moves in roubles: the month that is open, and the recalculation of those that are closed. */
export function ChangePanel({ change, closedMonths }: ChangeProps) {
  if (change?.missing) {
    return (
      <Alert color="warning" title="Сумму не посчитать" isInset>
        <p>В тарифах {missingRateText(change.missing)}.</p>
      </Alert>
    );
  }
  return (
    <>
      {closedMonths.length > 0 && (
        <Alert color="warning" title="Меняет закрытые месяцы" isInset>
          <p>
            Касается: {monthsText(closedMonths)}. Пересчитаем, когда будет закрываться открытый
            месяц. Подтверждает второй сотрудник, до этого ничего не изменится.
          </p>
        </Alert>
      )}
      {change?.current && <CurrentMonth current={change.current} />}
      {change && change.penaltyKopecks !== 0 && (
        <p class="hint">Пени: {signed(change.penaltyKopecks)}.</p>
      )}
      {change && change.closed.length > 0 && <ClosedMonths closed={change.closed} />}
    </>
  );
}

function CurrentMonth({ current }: { current: NonNullable<ChangePreview['current']> }) {
  const { month, beforeKopecks, afterKopecks } = current;
  return (
    <Facts
      isTight
      items={[
        {
          term: `${formatMonth(month)}, сейчас`,
          note: 'если показаний больше не будет',
          value: formatMoney(beforeKopecks),
          isNumber: true,
        },
        { term: 'станет', value: formatMoney(afterKopecks), isNumber: true },
        {
          term: 'Разница',
          value: signed(afterKopecks - beforeKopecks),
          isNumber: true,
          isTotal: true,
        },
      ]}
    />
  );
}

function ClosedMonths({ closed }: Pick<ChangePreview, 'closed'>) {
  const total = closed.reduce((sum, { changeKopecks }) => sum + changeKopecks, 0);
  return (
    <StaffTable
      label="Перерасчёт закрытых месяцев"
      columns={[{ label: 'Месяц', align: 'start' }, { label: 'Перерасчёт, ₽' }]}
      rows={[
        ...closed.map(({ month, changeKopecks }) => ({
          cells: [formatMonth(month), signedPlain(changeKopecks)],
        })),
        { cells: [<b>Всего</b>, <b>{signedPlain(total)}</b>] },
      ]}
    />
  );
}

const signedPlain = (kopecks: number): string =>
  kopecks > 0 ? `+${formatKopecksPlain(kopecks)}` : formatKopecksPlain(kopecks);

/** «+120,00 ₽», «−64,20 ₽» */
const signed = (kopecks: number): string =>
  kopecks > 0 ? `+${formatMoney(kopecks)}` : formatMoney(kopecks);
