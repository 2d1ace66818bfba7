import { count, kindNames } from './import-kinds.ru.ts';
import { describeSummary, moment, russianDate } from './import-texts.ru.ts';
import type { ImportEntry } from './imports-store.ts';

/** One line for each import, newest first. */
export function describeList(entries: readonly ImportEntry[], timeZone: string): string {
  if (entries.length === 0) return 'Импортов ещё не было.';
  return entries
    .map((entry) => {
      const { lines } = entry.summary;
      const parts = [
        `№ ${entry.importId}`,
        moment(entry.importedAt, timeZone),
        kindNames[entry.kind].toLowerCase(),
        entry.fileName,
        `на ${russianDate(entry.asOf)}`,
        `принято ${count(lines.accepted)} из ${count(lines.total)}`,
        ...(entry.undoneAt ? [`отменён ${moment(entry.undoneAt, timeZone)}`] : []),
      ];
      return parts.join('  ');
    })
    .join('\n');
}

export function describeEntry(entry: ImportEntry, timeZone: string): string {
  return [
    describeSummary(entry.summary),
    `Записан ${moment(entry.importedAt, timeZone)}, SHA-256 файла ${entry.sha256}`,
    ...(entry.undoneAt ? [`Отменён ${moment(entry.undoneAt, timeZone)}`] : []),
  ].join('\n');
}
