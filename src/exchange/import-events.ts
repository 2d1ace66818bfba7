import { compareEvents } from './compare-events.ts';
import { type EventColumn, readEvent } from './events-line.ts';
import { eventColumns } from './exchange-columns.ru.ts';
import type { ImportDeps, ImportOptions, ImportOutcome } from './import-types.ts';
import { mergeEvents } from './merge-events.ts';
import { runImport } from './run-import.ts';
import { tableRecipe } from './table-recipe.ts';

/** What happened to meters and households: acts of inspectors, removals, absences. */
export async function importEvents(
  deps: ImportDeps,
  options: ImportOptions,
): Promise<ImportOutcome> {
  const numberPattern = new RegExp(deps.supplier.accountNumberPattern);
  const recipe = tableRecipe<EventColumn>({
    kind: 'events',
    columns: eventColumns,
    staged: [
      ['number', 'text'],
      ['serial_number', 'text'],
      ['kind', 'text'],
      ['starts_on', 'date'],
      ['ends_on', 'date'],
      ['value', 'numeric(12,3)'],
      ['document', 'text'],
    ],
    read: (text, list, past) => readEvent(text, list, { numberPattern, past }),
    compare: ({ client }) => compareEvents(client),
    merge: mergeEvents,
  });
  return runImport(deps, recipe, options);
}
