import type pg from 'pg';
import type { PlainDate } from '#src/plain-date.ts';
import type { AccountAttributes, Dated } from './billing-facts.ts';
import type { Bounds } from './load-facts.ts';

type Attributes = Dated<AccountAttributes>;

/** What held before the present state, oldest first. Few accounts have any. */
export async function revisionsByAccount(
  client: pg.ClientBase,
  { firstAccountId, lastAccountId }: Bounds,
): Promise<Map<number, Attributes[]>> {
  const { rows } = await client.query<unknown[]>({
    name: 'billing-revisions',
    rowMode: 'array',
    text: `select personal_account_id, residents, heated_area_m2, has_stove, has_water_heater,
        has_heating, has_central_hot_water, valid_from, valid_to
      from personal_account_revisions
      where personal_account_id between $1 and $2 and valid_from < valid_to
      order by personal_account_id, valid_from, revision_id`,
    values: [firstAccountId, lastAccountId],
  });
  const found = new Map<number, Attributes[]>();
  for (const row of rows) {
    const id = row[0] as number;
    const list = found.get(id) ?? [];
    list.push({ ...stateOf(row), from: row[7] as PlainDate, to: row[8] as PlainDate });
    found.set(id, list);
  }
  return found;
}

/** The present state after what had held before it. `row`: id, the six columns, …, since at 9. */
export function attributesOf(row: unknown[], before: Attributes[] | undefined): Attributes[] {
  const present = { ...stateOf(row), from: row[9] as PlainDate, to: null };
  return before ? [...before, present] : [present];
}

const stateOf = (row: unknown[]): AccountAttributes => ({
  residents: row[1] as number,
  heatedAreaM2: row[2] as string | null,
  hasStove: row[3] as boolean,
  hasWaterHeater: row[4] as boolean,
  hasHeating: row[5] as boolean,
  hasCentralHotWater: row[6] as boolean,
});
