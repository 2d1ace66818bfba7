import { fullestNames, isOtherHolder } from '#src/personal-accounts/other-holder.ts';
import { lastTold } from './register-differences.ts';
import { type MergeContext, prefixed, run } from './sql.ts';
import { stateColumns } from './staged-columns.ts';

const state = stateColumns.map(([, column]) => column);

/** One row per personal account of the file: its first good line, and whether we know it. */
export async function matchPersonalAccounts({ client }: MergeContext): Promise<void> {
  await run(
    client,
    `create temp table staged_accounts on commit drop as
     select f.line, f.number,
       coalesce(n.personal_account_id, nextval('personal_account_ids')) as personal_account_id,
       n.personal_account_id is null as is_new
     from (select number, min(line) as line from staged where fault_code is null
           group by number order by line) f
     left join personal_account_numbers n on n.number = f.number`,
  );
  await run(client, 'analyze staged_accounts');
}

export async function addPersonalAccounts(context: MergeContext): Promise<number> {
  const { client, importId, asOf } = context;
  await run(
    client,
    `insert into personal_account_numbers (number, personal_account_id)
     select number, personal_account_id from staged_accounts where is_new`,
  );
  // What a first appearance tells has held since the personal account was opened, as far as
  // anybody knows.
  return run(
    client,
    `insert into personal_accounts (personal_account_id, number, ${state.join(', ')},
       opening_balance_kopecks, opening_penalty_kopecks, opening_debt_since, opening_balance_on,
       holder_since, attributes_since, register_import_id, first_import_id)
     select a.personal_account_id, a.number, ${prefixed('s', state)},
       s.balance_kopecks, s.penalty_kopecks, s.debt_since, $2::date,
       least(s.opened_on, $2::date), least(s.opened_on, $2::date), $1, $1
     from staged_accounts a join staged s using (line) where a.is_new`,
    [importId, asOf],
  );
}

export type ChangedAccounts = { changed: number; holdersChanged: number; accessEnded: number };

/** What differs from ours. What held before goes to the revisions. */
export async function findChangedAccounts(context: MergeContext): Promise<void> {
  const { client } = context;
  await run(
    client,
    `create temp table changed_accounts on commit drop as
     select a.personal_account_id, a.line, ${isOtherHolder('known', 's')} as is_other_holder
     from staged_accounts a join staged s using (line)
     join personal_accounts p on p.personal_account_id = a.personal_account_id
     ${fullestNames('p')}
     where not a.is_new
       and row(${prefixed('p', state)}) is distinct from row(${prefixed('s', state)})`,
  );
  await run(client, 'analyze changed_accounts');
  await keepAccountRevisions(context, 'changed_accounts');
}

/** Access of former holders ends with them. */
export async function changePersonalAccounts({
  client,
  importId,
  asOf,
}: MergeContext): Promise<ChangedAccounts> {
  // Before the links: whoever is linking holds the personal account `for no key update`, so this waits for
  // them, and the links are looked for after it.
  const changed = await run(
    client,
    `update personal_accounts p set
       ${state.map((column) => `${column} = s.${column}`).join(', ')},
       holder_since = case when c.is_other_holder then $2::date else p.holder_since end,
       attributes_since = $2::date, register_import_id = $1
     from changed_accounts c join staged s using (line)
     where p.personal_account_id = c.personal_account_id`,
    [importId, asOf],
  );
  const accessEnded = await run(
    client,
    `update personal_account_links l set visible_until = $2::date,
       visible_until_reason = 'holder_changed', visible_until_import_id = $1
     from changed_accounts c
     where c.is_other_holder and l.personal_account_id = c.personal_account_id
       and l.ended_at is null and l.visible_until is null`,
    [importId, asOf],
  );
  const others = await client.query(
    'select count(*)::int as count from changed_accounts where is_other_holder',
  );
  return { changed, holdersChanged: others.rows[0].count, accessEnded };
}

/** Copies the present state of the personal accounts named in `table` to the revisions. */
export async function keepAccountRevisions(
  { client, importId, asOf }: MergeContext,
  table: string,
): Promise<void> {
  await run(
    client,
    `insert into personal_account_revisions (personal_account_id, valid_from, valid_to,
       ${state.join(', ')}, holder_since, register_import_id, ended_by_import_id)
     select p.personal_account_id, p.attributes_since, $2::date,
       ${prefixed('p', state)}, p.holder_since, p.register_import_id, $1
     from ${table} c join personal_accounts p using (personal_account_id)`,
    [importId, asOf],
  );
}

/** Balances that differ from those the books were opened with: told once, never taken. */
export async function listBalanceDifferences({ client, importId }: MergeContext): Promise<void> {
  await run(
    client,
    `insert into register_differences
       (personal_account_id, register_import_id, field, ours, theirs)
     select d.personal_account_id, $1, d.field, d.ours, d.theirs
     from (
       select p.personal_account_id, v.* from staged_accounts a join staged s using (line)
       join personal_accounts p on p.personal_account_id = a.personal_account_id
       cross join lateral (values
         ('balance', p.opening_balance_kopecks::text, s.balance_kopecks::text),
         ('penalty', p.opening_penalty_kopecks::text, s.penalty_kopecks::text),
         ('debtSince', coalesce(p.opening_debt_since::text, ''), coalesce(s.debt_since::text, ''))
       ) v (field, ours, theirs)
       where not a.is_new and (p.opening_balance_kopecks, p.opening_penalty_kopecks)
         is distinct from (s.balance_kopecks, s.penalty_kopecks)
         or not a.is_new and p.opening_debt_since is distinct from s.debt_since) d
     where d.ours <> d.theirs and d.theirs is distinct from ${lastTold('d')}`,
    [importId],
  );
}
