import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { Meter } from './reading-types.ts';
import { plainDecimal } from './reading-value.ts';

type MeterRow = {
  meter_id: number;
  serial_number: string;
  model: string;
  integer_digits: number;
  decimal_digits: number;
  is_outdoor: boolean;
  is_thermocompensated: boolean;
  commissioned_on: string | null;
  sealed_on: string | null;
  verified_until: string | null;
  removed_on: string | null;
  /** A former resident knows the meter as it was before this day. */
  visible_until: PlainDate | null;
};

const meterColumns = sql.raw(`m.meter_id, m.serial_number, m.model, m.integer_digits,
  m.decimal_digits, m.is_outdoor, m.is_thermocompensated, m.commissioned_on, m.sealed_on,
  m.verified_until, m.removed_on`);

/** The day from which the account is somebody else's; null: the actor sees what is true now. */
export function visibleUntil(actor: Actor, alias: 'm' | 'r'): RawBuilder<PlainDate | null> {
  if (actor.kind !== 'resident') return sql`null::date`;
  return sql`(select l.visible_until from personal_account_links l
    where l.personal_account_id = ${sql.ref(`${alias}.personal_account_id`)}
      and l.user_id = ${actor.userId} and l.ended_at is null)`;
}

/**
 * True for the rows of `alias` that this actor may see: a resident through a live link, and only
 * what came before a change of holder. The last line of defence, below findPersonalAccount.
 */
export function visibleTo(actor: Actor, alias: 'm' | 'r'): RawBuilder<boolean> {
  if (actor.kind === 'bank') return sql`false`;
  if (actor.kind !== 'resident') return sql`true`;
  const isInTime = alias === 'r' ? readingInTime : meterInTime;
  return sql`exists (
    select from personal_account_links l
    where l.personal_account_id = ${sql.ref(`${alias}.personal_account_id`)}
      and l.user_id = ${actor.userId} and l.ended_at is null and ${isInTime})`;
}

const readingInTime = sql`r.taken_on < coalesce(l.visible_until, 'infinity')`;

/** The new holder's meter is a proof. One without a date had been there if it was read there. */
const meterInTime = sql`(l.visible_until is null or coalesce(m.commissioned_on < l.visible_until,
  exists (select from meter_readings r where r.personal_account_id = m.personal_account_id
    and r.meter_id = m.meter_id and r.taken_on < l.visible_until)))`;

/** Which of the account's meters; without either, all that are in use. */
export type MeterChoice = { meterId?: number; meterSerial?: string };

/**
 * The chosen meters, each locked until the transaction ends when `lock` is set: readings of one
 * meter are judged one after another, and what is judged cannot change meanwhile.
 */
export async function findMeters(
  db: Db,
  actor: Actor,
  choice: MeterChoice & { personalAccountId: number; lock?: boolean },
): Promise<Meter[]> {
  const { rows } = await sql<MeterRow>`
    select ${meterColumns}, ${visibleUntil(actor, 'm')} as visible_until from meters m
    where m.personal_account_id = ${choice.personalAccountId}
      and ${chosen(choice)} and ${visibleTo(actor, 'm')}
    order by m.meter_id ${choice.lock ? sql`for no key update of m` : sql``}`.execute(db);
  return rows.map(toMeter);
}

function chosen({ meterId, meterSerial }: MeterChoice): RawBuilder<boolean> {
  if (meterId !== undefined) return sql`m.meter_id = ${meterId}`;
  if (meterSerial !== undefined) return sql`m.serial_number = ${meterSerial}`;
  return sql`m.removed_on is null`;
}

/** The account's meters with what each showed last: those in use first. */
export async function findMetersWithLastReading(
  db: Db,
  actor: Actor,
  { personalAccountId }: { personalAccountId: number },
): Promise<{ meter: Meter; last: { value: string; takenOn: string } | null }[]> {
  type Row = MeterRow & { last_value: string | null; last_taken_on: string | null };
  const { rows } = await sql<Row>`
    select ${meterColumns}, ${visibleUntil(actor, 'm')} as visible_until, last.value_m3 as last_value, last.taken_on as last_taken_on
    from meters m left join lateral (
      select r.value_m3, r.taken_on from meter_readings r
      where r.personal_account_id = m.personal_account_id and r.meter_id = m.meter_id
        and r.status = 'accepted' and ${visibleTo(actor, 'r')}
      order by r.taken_on desc, coalesce(r.corrects_reading_id, r.meter_reading_id) desc
      limit 1) last on true
    where m.personal_account_id = ${personalAccountId} and ${visibleTo(actor, 'm')}
    order by m.meter_id`.execute(db);
  const known = rows.map((row) => {
    const { last_value: value, last_taken_on: takenOn } = row;
    return {
      meter: toMeter(row),
      last: value && takenOn ? { value: plainDecimal(value), takenOn } : null,
    };
  });
  const isRemoved = (one: (typeof known)[number]) => Number(one.meter.removedOn !== null);
  return known.sort((one, other) => isRemoved(one) - isRemoved(other));
}

function toMeter(row: MeterRow): Meter {
  const { visible_until: until } = row;
  const told = (day: PlainDate | null) =>
    until !== null && day !== null && day > until ? null : day;
  return {
    meterId: row.meter_id,
    serialNumber: row.serial_number,
    model: row.model,
    integerDigits: row.integer_digits,
    decimalDigits: row.decimal_digits,
    isOutdoor: row.is_outdoor,
    isThermocompensated: row.is_thermocompensated,
    commissionedOn: row.commissioned_on,
    sealedOn: told(row.sealed_on),
    verifiedUntil: told(row.verified_until),
    removedOn: told(row.removed_on),
  };
}
