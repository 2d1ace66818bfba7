import { sql } from 'kysely';
import type { Tx } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { AccountEventKind } from './billing-facts.ts';
import { placeByEvents, turningKinds } from './place-by-events.ts';

type MeterEvent = { kind: AccountEventKind; meterId: number | null; startsOn: PlainDate };
type Place = { personalAccountId: number; meterId: number };
type Turn = { eventId: number; today: PlainDate };
/** Whether a meter is there, as its row says it. */
type Standing = { removedOn: PlainDate | null; sealedOn: PlainDate | null };

/** The meter that an event takes away or puts back; null: it moves none. */
export const turnedMeterOf = ({ kind, meterId }: Omit<MeterEvent, 'startsOn'>): number | null =>
  turningKinds.some((one) => one === kind) ? meterId : null;

/** Whoever sends a reading holds the meter first and the books then: so does the desk. */
export async function lockMeter(tx: Tx, { personalAccountId, meterId }: Place): Promise<void> {
  await sql`select from meters where personal_account_id = ${personalAccountId}
    and meter_id = ${meterId} for no key update`.execute(tx);
}

/** Puts the meter where its events leave it. The caller holds its lock. */
export async function turnMeter(tx: Tx, place: Place, turn: Turn): Promise<void> {
  const { rows } = await sql<Standing>`
    select state.removed_on as "removedOn", state.sealed_on as "sealedOn"
    from (select ${turn.today}::date as today) asked
      join meters m on m.personal_account_id = ${place.personalAccountId}
        and m.meter_id = ${place.meterId}
      ${sql.raw(placeByEvents('asked.today'))}`.execute(tx);
  if (rows[0]) await stand(tx, place, { ...turn, ...rows[0] });
}

/**
 * An event was no true one: what it did to the meter is undone, the others hold. What a register said
 * stays, also where the event had said the same.
 */
export async function turnMeterBack(
  tx: Tx,
  place: Place,
  { startsOn, kind, ...turn }: Turn & Pick<MeterEvent, 'startsOn' | 'kind'>,
): Promise<void> {
  const isInstalled = kind === 'installed';
  const column = sql.raw(isInstalled ? 'sealed_on' : 'removed_on');
  const { rows } = await sql<Standing>`
    select case when ${isInstalled}::boolean then before.removed_on end as "removedOn",
      case when ${isInstalled}::boolean then before.sealed_on else m.sealed_on end as "sealedOn"
    from meters m
      -- The last state without that day, and who ended it: whoever brought the day.
      join lateral (
        select r.removed_on, r.sealed_on, r.ended_by_event_id, r.ended_by_import_id
        from meter_revisions r
        where r.personal_account_id = m.personal_account_id and r.meter_id = m.meter_id
          and r.${column} is distinct from ${startsOn}::date
        order by r.revision_id desc limit 1) before on true
      left join register_imports i on i.register_import_id = before.ended_by_import_id
    where m.personal_account_id = ${place.personalAccountId} and m.meter_id = ${place.meterId}
      and m.${column} = ${startsOn}::date
      and (before.ended_by_event_id is not null or i.kind = 'events')`.execute(tx);
  if (rows[0]) await stand(tx, place, { ...turn, ...rows[0] });
  await turnMeter(tx, place, turn);
}

/** What was before goes to the revisions, as with an import. */
async function stand(
  tx: Tx,
  { personalAccountId, meterId }: Place,
  { eventId, today, removedOn, sealedOn }: Turn & Standing,
): Promise<void> {
  const differs = sql`(m.removed_on, m.sealed_on) is distinct from
    (${removedOn}::date, ${sealedOn}::date)`;
  const isIt = sql`m.personal_account_id = ${personalAccountId} and m.meter_id = ${meterId}`;
  await sql`insert into meter_revisions (personal_account_id, meter_id, valid_from, valid_to, model,
      integer_digits, decimal_digits, is_outdoor, is_thermocompensated, climate_zone,
      commissioned_on, sealed_on, verified_until, removed_on, register_import_id,
      ended_by_event_id)
    select m.personal_account_id, m.meter_id, m.attributes_since,
      greatest(m.attributes_since, ${today}::date), m.model, m.integer_digits, m.decimal_digits,
      m.is_outdoor, m.is_thermocompensated, m.climate_zone, m.commissioned_on, m.sealed_on,
      m.verified_until, m.removed_on, m.register_import_id, ${eventId}
    from meters m where ${isIt} and ${differs}`.execute(tx);
  await sql`update meters m set removed_on = ${removedOn}::date, sealed_on = ${sealedOn}::date,
      attributes_since = greatest(m.attributes_since, ${today}::date)
    where ${isIt} and ${differs}`.execute(tx);
}
