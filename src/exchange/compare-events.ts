import type pg from 'pg';
import { readingEvents } from '#src/billing/event-shapes.ts';
import { chargedByMeter } from '#src/billing/excess-return.ts';
import { counterOrder } from '#src/meters/reading-order.ts';
import { lockCandidateMeters } from './compare-readings.ts';
import { findAccounts } from './find-accounts.ts';
import { refuseLines, refuseRepeatedLines } from './refuse-lines.ts';
import { run } from './sql.ts';

/** The event of ours that `c` speaks of: there is one of a kind, day and meter. */
export const sameEvent = `e.personal_account_id = c.personal_account_id and e.kind = c.kind
  and e.starts_on = c.starts_on and coalesce(e.meter_id, 0) = coalesce(c.meter_id, 0)
  and e.cancelled_at is null`;

const readingKinds = readingEvents.map((kind) => `'${kind}'`).join(', ');
/** `c` says what a counter showed. */
export const bearsReading = `c.kind in (${readingKinds}) and c.value is not null`;

export async function compareEvents(client: pg.ClientBase): Promise<void> {
  await findAccounts(client);
  await findMetersOfEvents(client);
  await lockCandidateMeters(client);
  await run(
    client,
    `update candidates c set is_known = true from account_events e
     where ${sameEvent} and e.ends_on is not distinct from c.ends_on
       and e.value is not distinct from c.value and e.document = c.document`,
  );
  await refuseUnknown(client);
  await refuseRepeatedLines(client, {
    about: 'personal_account_id, kind, starts_on, coalesce(meter_id, 0)',
    says: 'ends_on, value, document',
    column: 'startsOn',
  });
  await refuseImpossibleReadings(client);
}

async function findMetersOfEvents(client: pg.ClientBase): Promise<void> {
  await run(
    client,
    `alter table candidates add meter_id bigint, add integer_digits smallint,
       add decimal_digits smallint, add commissioned_on date, add removed_on date,
       add verified_until date`,
  );
  await run(
    client,
    `update candidates c set meter_id = m.meter_id, integer_digits = m.integer_digits,
       decimal_digits = m.decimal_digits, commissioned_on = m.commissioned_on,
       removed_on = m.removed_on, verified_until = m.verified_until
     from meters m
     where m.personal_account_id = c.personal_account_id and m.serial_number = c.serial_number`,
  );
  await run(client, 'create index on candidates (personal_account_id, meter_id)');
  await run(client, 'analyze candidates');
}

/** A removed meter that was put back since, says this file or an earlier one, is there again. */
const wasPutBack = `exists (
  select from candidates n where n.personal_account_id = c.personal_account_id
    and n.meter_id = c.meter_id and n.kind = 'installed'
    and n.starts_on between c.removed_on and c.starts_on)`;

const refuseUnknown = (client: pg.ClientBase): Promise<void> =>
  refuseLines(client, {
    fault: `case
      when c.closed_on <= c.starts_on
        then array['closed_personal_account', 'number', to_char(c.closed_on, 'DD.MM.YYYY')]
      when c.serial_number is not null and c.meter_id is null
        then array['unknown_meter', 'serial', (
          select string_agg(m.serial_number, ', ' order by m.serial_number) from meters m
          where m.personal_account_id = c.personal_account_id)]
      when c.kind <> 'installed' and c.removed_on < c.starts_on and not ${wasPutBack}
        then array['removed_meter', 'serial', to_char(c.removed_on, 'DD.MM.YYYY')]
    end`,
  });

const told = (row: string): string =>
  `trim_scale(${row}.value_m3) || ', ' || to_char(${row}.taken_on, 'DD.MM.YYYY')`;

const ofTheMeter = `r.personal_account_id = c.personal_account_id and r.meter_id = c.meter_id`;

/**
 * What an inspector saw wins over what had been told before it, so it may be lower. Not even an act
 * can stand above what a resident has read since, or beside another act of the same day; and what gives
 * back more than was ever charged is for two people at the desk.
 */
const refuseImpossibleReadings = (client: pg.ClientBase): Promise<void> =>
  refuseLines(client, {
    fault: `case when not (${bearsReading}) then null
      when trunc(c.value) >= 10::numeric ^ c.integer_digits
        then array['over_capacity', 'value', null]
      when scale(trim_scale(c.value)) > c.decimal_digits
        then array['too_many_decimals', 'value', null]
      when c.kind <> 'installed' and c.starts_on < c.commissioned_on
        then array['before_commissioning', 'startsOn', to_char(c.commissioned_on, 'DD.MM.YYYY')]
      when other.value_m3 is not null
        then array['other_value_that_day', 'value', trim_scale(other.value_m3)::text]
      when after.value_m3 < c.value then array['above_next', 'value', ${told('after')}]
      when c.value < anchor.value_m3 - anchor.charged_m3
        then array['returns_too_much', 'value', trim_scale(anchor.charged_m3)::text]
    end`,
    from: `candidates c
      left join ${chargedByMeter('c', 'c.starts_on')} on true
      left join lateral (
        select r.value_m3 from meter_readings r
        where ${ofTheMeter} and r.taken_on = c.starts_on and r.status in ('accepted', 'stored')
          and r.source = 'inspector' and r.value_m3 <> c.value limit 1) other on true
      left join lateral (
        select r.value_m3, r.taken_on from meter_readings r
        where ${ofTheMeter} and r.taken_on > c.starts_on and r.status = 'accepted'
          and r.source <> 'inspector' and not r.is_rollover
          and not exists (select from meter_readings b where b.personal_account_id
            = c.personal_account_id and b.meter_id = c.meter_id and b.status = 'accepted'
            and b.taken_on > c.starts_on and b.taken_on <= r.taken_on
            and (b.source = 'inspector' or b.is_rollover))
        order by ${counterOrder('r', 'asc')} limit 1) after on true`,
  });
