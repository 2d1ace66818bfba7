import Big from 'big.js';
import { firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import type { ConsumptionMonth } from '#src/ui/consumption-chart.page.tsx';
import { formatMonthIn, formatVolume } from '#src/ui/format.ru.ts';

export type Finding = { heading: string; finding?: string };

/** Differences under a twentieth are weather, not news. */
const SAME_WITHIN = 0.05;

/** The chart's heading says what it shows: «В ноябре ушло 187 м³: почти как год назад». */
export function consumptionFinding(months: readonly ConsumptionMonth[], today: PlainDate): Finding {
  const last = months.at(-1);
  if (!last || last.volumeM3 === null) return { heading: 'Расход газа по месяцам' };
  const volume = new Big(last.volumeM3);
  // Three weeks are no month: there is nothing to compare them with yet.
  if (last.month === firstDayOfMonth(today)) {
    const used = `В ${formatMonthIn(last.month)} пока ушло ${formatVolume(volume.toFixed(0))}`;
    return { heading: used, finding: 'Месяц ещё не закончился.' };
  }
  const used = `В ${formatMonthIn(last.month)} ушло ${formatVolume(volume.toFixed(0))}`;
  if (last.yearAgoM3 === null) return { heading: used };
  const yearAgo = new Big(last.yearAgoM3);
  const difference = volume.minus(yearAgo);
  if (difference.abs().lte(yearAgo.times(SAME_WITHIN))) {
    return { heading: `${used}: почти как год назад`, finding: detail(last.month, difference) };
  }
  const word = difference.gt(0) ? 'больше' : 'меньше';
  return { heading: `${used}: ${word}, чем год назад`, finding: detail(last.month, difference) };
}

function detail(month: string, difference: Big): string {
  const yearAgo = `${formatMonthIn(month)} ${Number(month.slice(0, 4)) - 1} года`;
  const size = difference.abs();
  if (size.lt(1)) return `Столько же, сколько в ${yearAgo}.`;
  const word = difference.gt(0) ? 'больше' : 'меньше';
  return `На ${formatVolume(size.toFixed(0))} ${word}, чем в ${yearAgo}.`;
}
