import type pg from 'pg';
import { refuseLines } from './refuse-lines.ts';
import { run } from './sql.ts';

/** Makes `candidates` of the staged lines with their personal accounts, and refuses unknown ones. */
export async function findAccounts(client: pg.ClientBase): Promise<void> {
  await run(
    client,
    `create temp table candidates on commit drop as
     select s.*, p.personal_account_id, p.opened_on, p.closed_on, false as is_known
     from staged s
     left join personal_account_numbers n on n.number = s.number
     left join personal_accounts p on p.personal_account_id = n.personal_account_id
     where s.fault_code is null`,
  );
  await refuseLines(client, {
    fault: `case when c.personal_account_id is null
      then array['unknown_personal_account', 'number', null] end`,
  });
  await run(client, 'analyze candidates');
}

/** How many candidates our books have already. */
export async function countKnown(client: pg.ClientBase): Promise<number> {
  const { rows } = await client.query(
    'select count(*)::int as count from candidates where is_known',
  );
  return rows[0].count;
}
