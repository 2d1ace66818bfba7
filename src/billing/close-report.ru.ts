import { formatMonth, formatVolumePlain } from '#src/ui/format.ru.ts';
import {
  closeTexts,
  describeCloseFailure,
  describeExamples,
  outlierNames,
} from './close-texts.ru.ts';
import { type ClosePreview, type Outlier, outlierKinds } from './preview-close.ts';
import type { RangeTotals } from './range-totals.ts';

function totalLines(totals: RangeTotals): string[] {
  const counts = closeTexts.totals.map(([key, name]): [string, string] => [
    name,
    totals[key].toLocaleString('ru-RU'),
  ]);
  const sums = closeTexts.sums.map(([key, name]): [string, string] => [
    name,
    closeTexts.roubles(totals[key]),
  ]);
  const volume = formatVolumePlain((totals.volumeMilliM3 / 1000).toFixed(3));
  const rows = [...counts, [closeTexts.volume, volume] as [string, string], ...sums];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`);
}

export function describeTotals(closed: {
  month: string;
  isResumed: boolean;
  totals: RangeTotals;
}): string {
  const how = closed.isResumed ? 'закрыт, закрытие продолжено с места остановки' : 'закрыт';
  return [`${formatMonth(closed.month)} ${how}`, ...totalLines(closed.totals)].join('\n');
}

export function describePreview(preview: ClosePreview): string {
  const { month, totals, outliers, exampleRates, refused } = preview;
  const lines = [`${formatMonth(month)}, проба: ничего не сохранено`, ...totalLines(totals)];
  const examples = describeExamples(exampleRates);
  if (examples.length > 0) {
    lines.push('', closeTexts.examples, ...examples.map((text) => `  ${text}`));
  }
  for (const kind of outlierKinds) {
    const { count, first } = outliers[kind];
    lines.push('', `${outlierNames[kind]}: ${count.toLocaleString('ru-RU')}`);
    lines.push(...first.map(outlierLine));
    if (first.length < count) lines.push('  …');
  }
  if (refused) lines.push('', `Закрыть пока нельзя: ${describeCloseFailure(refused)}`);
  return lines.join('\n');
}

function outlierLine(one: Outlier): string {
  const parts = [
    `  ${one.number}`,
    closeTexts.roubles(one.chargedKopecks),
    `${formatVolumePlain(one.volumeM3)} м³`,
  ];
  if (one.recalculatedKopecks !== 0) {
    parts.push(`перерасчёт ${closeTexts.roubles(one.recalculatedKopecks)}`);
  }
  if (one.lastYearKopecks !== null) parts.push(closeTexts.lastYear(one.lastYearKopecks));
  return parts.join('  ');
}
