import type { MonthSums } from '#src/billing/account-month.ts';
import { addDays, addMonths, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import { formatDate, formatKopecksPlain } from '#src/ui/format.ru.ts';

type Month = MonthSums & { month: PlainMonth; privilegeKopecks?: number };

/** How the balance came about. It adds up as it is read, sign by sign. */
export function balanceStrip(sums: Month, { lastPaidOn }: { lastPaidOn: PlainDate | null }) {
  const { month, correctedKopecks, closingKopecks } = sums;
  const lastDay = addDays(addMonths(month, 1), -1);
  const parts: { sign: string; term: string; note?: string; kopecks: number }[] = [
    { sign: '', term: 'Было', note: `на ${formatDate(month)}`, kopecks: sums.openingKopecks },
    {
      sign: '+',
      term: 'Начислено',
      note: sums.privilegeKopecks ? 'с учётом льготы' : '',
      kopecks: sums.chargedKopecks,
    },
    { sign: '+', term: 'Перерасчёт', kopecks: sums.recalculatedKopecks },
    { sign: '+', term: 'Пени', kopecks: sums.penaltyKopecks },
    ...(correctedKopecks === 0
      ? []
      : [{ sign: '+', term: 'Исправления', kopecks: correctedKopecks }]),
    {
      sign: '−',
      term: 'Оплачено',
      note: lastPaidOn ? `последний платёж ${formatDate(lastPaidOn)}` : '',
      kopecks: sums.paidKopecks,
    },
    {
      sign: '=',
      term: closingKopecks > 0 ? 'К оплате' : 'Стало',
      note: `на ${formatDate(lastDay)}`,
      kopecks: closingKopecks,
    },
  ];
  return parts.map(({ sign, term, note = '', kopecks }) => ({
    term,
    note,
    sign: kopecks < 0 ? (opposite[sign] ?? sign) : sign,
    sum: formatKopecksPlain(sign in opposite ? Math.abs(kopecks) : kopecks),
  }));
}

/** «+ −158,79» is read twice before it is understood. */
const opposite: Record<string, string> = { '+': '−', '−': '+' };
