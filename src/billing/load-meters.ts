import type pg from 'pg';
import type { PlainDate } from '#src/plain-date.ts';
import type { Dated, MeterFacts } from './billing-facts.ts';
import type { Bounds } from './load-facts.ts';

type Verification = Dated<{ verifiedUntil: PlainDate | null }>;

/** Meters of the accounts, without readings yet. */
export async function metersByAccount(
  client: pg.ClientBase,
  bounds: Bounds,
): Promise<Map<number, MeterFacts[]>> {
  const { firstAccountId, lastAccountId } = bounds;
  const { rows } = await client.query<unknown[]>({
    name: 'billing-meters',
    rowMode: 'array',
    text: `select personal_account_id, meter_id, integer_digits,
        is_outdoor and not is_thermocompensated, climate_zone,
        coalesce(sealed_on, commissioned_on), removed_on, verified_until, attributes_since
      from meters where personal_account_id between $1 and $2
      order by personal_account_id, meter_id`,
    values: [firstAccountId, lastAccountId],
  });
  const before = await verificationBefore(client, bounds);
  const found = new Map<number, MeterFacts[]>();
  for (const row of rows) {
    const id = row[0] as number;
    const meterId = row[1] as number;
    const present: Verification = {
      verifiedUntil: row[7] as PlainDate | null,
      from: row[8] as PlainDate,
      to: null,
    };
    const earlier = before.get(meterId);
    const meter: MeterFacts = {
      meterId,
      integerDigits: row[2] as number,
      liveFrom: row[5] as PlainDate | null,
      liveTo: row[6] as PlainDate | null,
      needsCoefficient: row[3] as boolean,
      climateZone: row[4] as number,
      verification: earlier ? [...earlier, present] : [present],
      readings: [],
    };
    const list = found.get(id);
    if (list) list.push(meter);
    else found.set(id, [meter]);
  }
  return found;
}

async function verificationBefore(
  client: pg.ClientBase,
  { firstAccountId, lastAccountId }: Bounds,
): Promise<Map<number, Verification[]>> {
  const { rows } = await client.query<unknown[]>({
    name: 'billing-meter-revisions',
    rowMode: 'array',
    text: `select meter_id, verified_until, valid_from, valid_to from meter_revisions
      where personal_account_id between $1 and $2 and valid_from < valid_to
      order by meter_id, valid_from, revision_id`,
    values: [firstAccountId, lastAccountId],
  });
  const found = new Map<number, Verification[]>();
  for (const [meterId, verifiedUntil, from, to] of rows) {
    const list = found.get(meterId as number) ?? [];
    list.push({
      verifiedUntil: verifiedUntil as PlainDate | null,
      from: from as PlainDate,
      to: to as PlainDate,
    });
    found.set(meterId as number, list);
  }
  return found;
}
