import { normNames, tariffNames } from '#src/billing/rate-names.ru.ts';
import { addDays, addMonths } from '#src/plain-date.ts';
import {
  formatDate,
  formatDateWithYear,
  formatMoney,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import type { BillData } from './bill-data.ts';
import { pastOf } from './past-of-bill.ts';

type Term = readonly [term: string, text: string];

/** The reference parts of приказ 43/пр: the past, the payments, the norm, who set the price. */
export function referenceText(bill: BillData): Term[] {
  const { norms = [], tariffs = [] } = bill.reference ?? {};
  const isExample = norms.some((norm) => norm.isExample);
  const normText = norms
    .map(
      ({ use, volumeM3, unit }) =>
        `${normNames[use].home} ${formatVolumePlain(volumeM3)}\u00a0м³ на ${unit === 'm2' ? 'м²' : 'человека'}`,
    )
    .join(', ');
  return [
    pastText(bill),
    ['Учтены платежи', paymentsText(bill)],
    ...(norms.length > 0
      ? ([
          ['Без счётчика', `${normText} в месяц${isExample ? ' (взято для примера)' : ''}`],
        ] as Term[])
      : []),
    ...tariffs.map(
      ({ category, source }): Term => [
        'Цена',
        tariffs.length > 1 ? `${tariffNames[category]}: ${source}` : source,
      ],
    ),
  ];
}

/** What the month began with and was not paid in it. */
function pastText(bill: BillData): Term {
  const { advanceKopecks, owedKopecks, isReduced, ...overdue } = pastOf(bill);
  const { overdueGasKopecks, overduePenaltyKopecks } = overdue;
  if (advanceKopecks > 0) return ['Аванс', `${formatMoney(advanceKopecks)}, учтён в сумме`];
  if (owedKopecks === 0) return ['Прошлый долг', formatMoney(0)];
  const parts = [
    ...(overdueGasKopecks > 0 ? [formatMoney(overdueGasKopecks)] : []),
    ...(overduePenaltyKopecks > 0 ? [`пени ${formatMoney(overduePenaltyKopecks)}`] : []),
  ];
  if (parts.length === 0) {
    return ['Прошлый долг', `${formatMoney(owedKopecks)}, перерасчёт его закрыл`];
  }
  const after = isReduced ? ' после перерасчёта' : '';
  const are = overduePenaltyKopecks > 0 ? 'входят' : 'входит';
  return ['Прошлый долг', `${parts.join(' и ')}${after}, ${are} в сумму`];
}

function paymentsText({ month, payments }: BillData): string {
  const lastDay = formatDateWithYear(addDays(addMonths(month, 1), -1));
  return payments.lastOn
    ? `по ${lastDay}, последний ${formatDate(payments.lastOn)}`
    : `по ${lastDay}, за месяц платежей не было`;
}
