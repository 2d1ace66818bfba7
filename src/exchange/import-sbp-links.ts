import { sbpLinkColumns } from './exchange-columns.ru.ts';
import { parseForm } from './field-parsers.ts';
import { countKnown, findAccounts } from './find-accounts.ts';
import type { Merged } from './import-recipe.ts';
import type { ImportDeps, ImportOptions, ImportOutcome } from './import-types.ts';
import { noCounts } from './import-types.ts';
import type { FaultList } from './line-faults.ts';
import { refuseLines, refuseRepeatedLines } from './refuse-lines.ts';
import { runImport } from './run-import.ts';
import { sbpLinkFault } from './sbp-link.ts';
import { type MergeContext, run } from './sql.ts';
import type { StagedValue } from './staged-columns.ts';
import { type TextOf, tableRecipe } from './table-recipe.ts';

type SbpLinkColumn = (typeof sbpLinkColumns)[number]['key'];

/** Links of СБП for good, one for each personal account; bills made later print them. */
export async function importSbpLinks(
  deps: ImportDeps,
  options: ImportOptions,
): Promise<ImportOutcome> {
  const numberPattern = new RegExp(deps.supplier.accountNumberPattern);
  const recipe = tableRecipe<SbpLinkColumn>({
    kind: 'sbp_links',
    columns: sbpLinkColumns,
    staged: [
      ['number', 'text'],
      ['link', 'text'],
    ],
    read: (text, list) => readSbpLink(text, list, numberPattern),
    compare: compareSbpLinks,
    merge: mergeSbpLinks,
  });
  return runImport(deps, recipe, options);
}

function readSbpLink(
  text: TextOf<SbpLinkColumn>,
  list: FaultList<SbpLinkColumn>,
  numberPattern: RegExp,
): StagedValue[] {
  const number = list.required('number', parseForm(text('number'), numberPattern));
  const link = list.required('link', parseForm(text('link'), /./));
  const fault = link === null ? null : sbpLinkFault(link);
  if (fault) list.faults.push({ column: 'link', fault });
  return [number, link];
}

async function compareSbpLinks({ client }: MergeContext): Promise<void> {
  await findAccounts(client);
  await run(client, 'create index on candidates (personal_account_id)');
  await refuseRepeatedLines(client, {
    about: 'personal_account_id',
    says: 'link',
    column: 'link',
  });
  await refuseRepeatedLines(client, {
    about: 'link',
    says: 'personal_account_id',
    column: 'link',
  });
  await run(
    client,
    `update candidates c set is_known = true from sbp_links p
     where p.personal_account_id = c.personal_account_id and p.cancelled_at is null
       and p.link = c.link`,
  );
  await refuseLines(client, {
    fault: `case when c.closed_on is not null
      then array['closed_personal_account', 'number', to_char(c.closed_on, 'DD.MM.YYYY')] end`,
  });
  // Money by a link goes to the account that the bank gave it to.
  await refuseLines(client, {
    fault: `(select array['sbp_link_of_other', 'link', a.number]
      from sbp_links p join personal_accounts a using (personal_account_id)
      where p.link = c.link and p.cancelled_at is null
        and p.personal_account_id <> c.personal_account_id)`,
  });
}

async function mergeSbpLinks({ client, importId, now }: MergeContext): Promise<Merged> {
  const rowsReplaced = await run(
    client,
    `update sbp_links p set cancelled_at = $2, cancelled_by_import_id = $1
     from candidates c where p.personal_account_id = c.personal_account_id
       and p.cancelled_at is null and not c.is_known`,
    [importId, now],
  );
  const rowsAdded = await run(
    client,
    `insert into sbp_links (personal_account_id, link, recorded_at, register_import_id)
     select personal_account_id, link, $2, $1 from candidates
     where not is_known order by personal_account_id`,
    [importId, now],
  );
  const rowsKnown = await countKnown(client);
  return { ok: true, counts: { ...noCounts, rowsAdded, rowsReplaced, rowsKnown }, differences: [] };
}
