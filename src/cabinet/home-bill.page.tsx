import type { AccountMonth } from '#src/billing/account-month.ts';
import { addMonths } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Card, CardFoot } from '#src/ui/card.tsx';
import { FileLink } from '#src/ui/file-link.tsx';
import { formatMoney, formatMonthIn, formatMonthName, formatVolume } from '#src/ui/format.ru.ts';

type BillProps = {
  number: string;
  known: AccountMonth;
  /** Nothing is owed now: what the bill asked for was paid since. */
  isSettled: boolean;
};

/** The newest bill in five lines: they add up. */
export function LastBill({ number, known, isSettled }: BillProps) {
  const { month } = known;
  const rows: [string, number][] = [
    [`Остаток за ${formatMonthName(addMonths(month, -1))}`, known.openingKopecks],
    [`Газ, ${formatVolume(known.volumeM3)}`, known.chargedKopecks],
    ['Перерасчёт', known.recalculatedKopecks],
    ['Пени', known.penaltyKopecks],
    ['Исправления', known.correctedKopecks],
    [`Оплачено в ${formatMonthIn(month)}`, -known.paidKopecks],
  ];
  const isShown = ([, kopecks]: [string, number], index: number) => index < 2 || kopecks !== 0;
  const isOver = isSettled && known.closingKopecks > 0;
  return (
    <Card title={`Счёт за ${formatMonthName(month)}`} headingId="last-bill">
      <dl class="facts facts--tight">
        {rows.filter(isShown).map(([term, kopecks]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd class="num">{formatMoney(kopecks)}</dd>
          </div>
        ))}
        <div class={isOver ? 'muted' : 'is-total'}>
          <dt>{known.closingKopecks < 0 ? 'Аванс' : isOver ? 'Было к оплате' : 'К оплате'}</dt>
          <dd class="num">{formatMoney(Math.abs(known.closingKopecks))}</dd>
        </div>
      </dl>
      <CardFoot>
        {known.source === 'closed' && (
          <FileLink href={href('bill', { number, month: month.slice(0, 7) })}>
            Скачать квитанцию (PDF)
          </FileLink>
        )}
        <a href={href('chargesMonth', { number, month: month.slice(0, 7) })}>Как это получилось</a>
        <a href={href('charges', { number })}>Все начисления</a>
      </CardFoot>
    </Card>
  );
}
