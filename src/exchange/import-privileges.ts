import { addDays, plainDate, yearOf } from '#src/plain-date.ts';
import { privilegeColumns } from './exchange-columns.ru.ts';
import { type DateBounds, parseDate, parseForm, parseShare } from './field-parsers.ts';
import { countKnown, findAccounts } from './find-accounts.ts';
import type { Merged } from './import-recipe.ts';
import type { ImportDeps, ImportOptions, ImportOutcome } from './import-types.ts';
import { noCounts } from './import-types.ts';
import type { FaultList } from './line-faults.ts';
import { lockBooks, readBooks } from './merge-readings.ts';
import { refuseLines, refuseRepeatedLines } from './refuse-lines.ts';
import { runImport } from './run-import.ts';
import { type MergeContext, run } from './sql.ts';
import type { StagedValue } from './staged-columns.ts';
import { type TextOf, tableRecipe } from './table-recipe.ts';

type PrivilegeColumn = (typeof privilegeColumns)[number]['key'];

/** Shares of the charge that somebody else pays, by personal account. */
export async function importPrivileges(
  deps: ImportDeps,
  options: ImportOptions,
): Promise<ImportOutcome> {
  const numberPattern = new RegExp(deps.supplier.accountNumberPattern);
  const recipe = tableRecipe<PrivilegeColumn>({
    kind: 'privileges',
    columns: privilegeColumns,
    staged: [
      ['number', 'text'],
      ['valid_from', 'date'],
      ['valid_to', 'date'],
      ['share', 'numeric(5,4)'],
    ],
    read: (text, list, past) => readPrivilege(text, list, { numberPattern, past }),
    compare: comparePrivileges,
    merge: mergePrivileges,
  });
  return runImport(deps, recipe, options);
}

/** Given for a few years at most. */
const YEARS_AHEAD = 30;

function readPrivilege(
  text: TextOf<PrivilegeColumn>,
  list: FaultList<PrivilegeColumn>,
  { numberPattern, past }: { numberPattern: RegExp; past: DateBounds },
): StagedValue[] {
  const latest = plainDate(yearOf(past.latest) + YEARS_AHEAD, 12, 31);
  const dates = { ...past, latest, late: 'date_too_late' as const };
  const number = list.required('number', parseForm(text('number'), numberPattern));
  const validFrom = list.required('validFrom', parseDate(text('validFrom'), dates));
  const lastDay = list.optional('validTo', parseDate(text('validTo'), dates));
  if (validFrom && lastDay && lastDay < validFrom) {
    list.faults.push({ column: 'validTo', fault: 'end_before_beginning' });
  }
  const share = list.required('share', parseShare(text('share')));
  return [number, validFrom, lastDay && addDays(lastDay, 1), share];
}

const same = `p.personal_account_id = c.personal_account_id and p.valid_from = c.valid_from
  and p.cancelled_at is null`;

async function comparePrivileges({ client }: MergeContext): Promise<void> {
  await findAccounts(client);
  await run(client, 'create index on candidates (personal_account_id)');
  await refuseRepeatedLines(client, {
    about: 'personal_account_id, valid_from',
    says: 'valid_to, share',
    column: 'validFrom',
  });
  await run(
    client,
    `update candidates c set is_known = true from privileges p
     where ${same} and p.share = c.share and p.valid_to is not distinct from c.valid_to`,
  );
  await refuseLines(client, {
    fault: `case when c.closed_on <= c.valid_from
      then array['closed_personal_account', 'number', to_char(c.closed_on, 'DD.MM.YYYY')] end`,
  });
  await refuseOverlaps(client);
}

/** Two at once would say nothing of how they add up. */
const refuseOverlaps = (client: MergeContext['client']): Promise<void> =>
  refuseLines(client, {
    fault: `(select array['overlapping_privilege', 'validFrom', to_char(o.valid_from, 'DD.MM.YYYY')
        || coalesce(' – ' || to_char(o.valid_to - 1, 'DD.MM.YYYY'), '')]
      from (
        select p.valid_from, p.valid_to from privileges p
        where p.personal_account_id = c.personal_account_id and p.cancelled_at is null
          and not exists (select from candidates n where n.valid_from = p.valid_from
            and n.personal_account_id = p.personal_account_id)
        union all
        select n.valid_from, n.valid_to from candidates n
        where n.personal_account_id = c.personal_account_id) o
      where o.valid_from <> c.valid_from
        and daterange(o.valid_from, o.valid_to) && daterange(c.valid_from, c.valid_to)
      order by o.valid_from limit 1)`,
  });

async function mergePrivileges({ client, importId, now }: MergeContext): Promise<Merged> {
  await lockBooks(client);
  const books = await readBooks(client);
  const rowsReplaced = await run(
    client,
    `update privileges p
     set cancelled_at = $2, cancelled_month = $3, cancelled_by_import_id = $1
     from candidates c where ${same} and not c.is_known`,
    [importId, now, books.openSince],
  );
  const rowsAdded = await run(
    client,
    `insert into privileges (personal_account_id, valid_from, valid_to, share, recorded_month,
       recorded_at, register_import_id)
     select personal_account_id, valid_from, valid_to, share, $3, $2, $1 from candidates
     where not is_known order by personal_account_id, valid_from`,
    [importId, now, books.openSince],
  );
  const rowsKnown = await countKnown(client);
  return { ok: true, counts: { ...noCounts, rowsAdded, rowsReplaced, rowsKnown }, differences: [] };
}
