import { clauseOf } from '#src/billing/charge-clauses.ru.ts';
import type { LineBasis } from '#src/billing/charge-line.ts';
import { methodReason } from '#src/billing/charges.ru.ts';
import { normNames } from '#src/billing/rate-names.ru.ts';
import {
  formatDate,
  formatMoney,
  formatReading,
  formatShare,
  formatVolume,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';
import type { MonthLine } from './paper-data.ts';

/** What a sum was made of, step by step, in one paragraph. */
export function basisSentence(line: MonthLine): string {
  const { method, basis, volumeM3, pricePerM3, amountKopecks } = line;
  if (basis.kind === 'privilege') {
    return `Льгота: ${formatShare(basis.share)} от ${formatMoney(basis.ofKopecks)} = ${formatMoney(amountKopecks)}.`;
  }
  const price = ` ${formatVolume(volumeM3)} × ${formatVolumePlain(pricePerM3)}\u00a0₽ = ${formatMoney(amountKopecks)}.`;
  const rule = ` Правило: ${clauseOf(method)} ПП РФ № 549.`;
  const reason = methodReason[method] ? `${methodReason[method]} ` : '';
  return `${reason}${volumeText(line, basis)}${correctedText(line)}${price}${rule}`;
}

type Corrected = Pick<MonthLine, 'coefficient' | 'volumeM3'>;

/** By the coefficient of outdoor meters; nothing where it is 1. */
export const correctedText = ({ coefficient, volumeM3 }: Corrected): string =>
  coefficient === '1'
    ? ''
    : ` К стандартной температуре: × ${formatVolumePlain(coefficient)} = ${formatVolume(volumeM3)}.`;

/** How the volume came about, before it was corrected. */
export function volumeText(
  { measuredM3 }: Pick<MonthLine, 'measuredM3'>,
  basis: LineBasis,
): string {
  switch (basis.kind) {
    case 'readings': {
      const { from, to, differenceM3, gapMonths, isRollover, part } = basis;
      const turned = isRollover ? ' (счётчик перешёл через ноль)' : '';
      const shared = gapMonths > 1 ? ` Это ${gapMonths}\u00a0мес., поделили поровну.` : '';
      const days = part ? ` По счётчику ${part.days} дн. из ${part.ofDays}.` : '';
      const own = gapMonths > 1 || part ? ` На эту строку ${formatVolume(measuredM3)}.` : '';
      return `Счётчик показал ${formatReading(from.value)} (${formatDate(from.takenOn)}) и ${formatReading(to.value)} (${formatDate(to.takenOn)})${turned}: разница ${formatVolume(differenceM3)}.${shared}${days}${own}`;
    }
    case 'average':
      return `За ${basis.months}\u00a0мес. по счётчику прошло ${formatVolume(basis.totalM3)}, в среднем ${formatVolume(basis.monthlyM3)} в месяц; ${basis.days} дн. из ${basis.daysInMonth}: ${formatVolume(measuredM3)}. Это ${basis.monthInRow}-й месяц подряд из трёх.`;
    case 'norm': {
      const parts = basis.parts.map(
        ({ use, normM3, quantity, unit }) =>
          `${normNames[use as keyof typeof normNames]?.home ?? use}: ${formatVolume(normM3)} × ${formatVolumePlain(quantity)}\u00a0${unit === 'm2' ? 'м²' : 'чел.'}`,
      );
      const meters = basis.meters > 1 ? `, на каждый из ${basis.meters} счётчиков поровну` : '';
      return `Норматив, ${parts.join('; ')}: ${formatVolume(basis.monthlyM3)} в месяц; ${basis.days} дн. из ${basis.daysInMonth}${meters}: ${formatVolume(measuredM3)}.`;
    }
    case 'reversal':
      return `Сняли начисленное раньше: ${formatVolume(measuredM3)}.`;
    case 'privilege':
      return '';
  }
}
