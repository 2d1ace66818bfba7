import { placeByEvents, turningEvents } from '#src/billing/place-by-events.ts';
import { bearsReading, sameEvent } from './compare-events.ts';
import { countKnown } from './find-accounts.ts';
import type { Merged } from './import-recipe.ts';
import { noCounts } from './import-types.ts';
import { keepMeterRevisions } from './merge-meters.ts';
import { billingMonthSql, expired, lockBooks, readBooks } from './merge-readings.ts';
import { type MergeContext, run } from './sql.ts';

/** Events that are new, and those whose end, value or document has changed: the old one is cancelled. */
export async function mergeEvents(context: MergeContext): Promise<Merged> {
  const { client, importId, now } = context;
  await lockBooks(client);
  const books = await readBooks(client);
  const rowsReplaced = await run(
    client,
    `update account_events e
     set cancelled_at = $2, cancelled_month = $3, cancelled_by_import_id = $1
     from candidates c where ${sameEvent} and not c.is_known`,
    [importId, now, books.openSince],
  );
  const rowsAdded = await run(
    client,
    `insert into account_events (personal_account_id, meter_id, kind, starts_on, ends_on, value,
       document, recorded_month, recorded_at, register_import_id)
     select personal_account_id, meter_id, kind, starts_on, ends_on, value, document, $3, $2, $1
     from candidates where not is_known order by personal_account_id, starts_on, line`,
    [importId, now, books.openSince],
  );
  const readings = await addReadingsOfEvents(context, books);
  const metersChanged = await changeMetersByEvents(context);
  const rowsKnown = await countKnown(client);
  const counts = { ...noCounts, ...readings, metersChanged, rowsAdded, rowsReplaced, rowsKnown };
  return { ok: true, counts, differences: [] };
}

/**
 * What an act says of the counter is a reading like any other, from the one source that may stand
 * below what had been told. After the end of verification it does not count, but with a meter that
 * was just put back: what that proves is in the register that follows.
 */
async function addReadingsOfEvents(
  { client, importId, now }: MergeContext,
  books: { begunIn: string; openSince: string },
): Promise<{ readingsAdded: number; readingsStored: number }> {
  const isExpired = `(c.verified_until < c.starts_on and c.kind <> 'installed') is true`;
  const { rows } = await client.query(
    `with added as (
       insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on,
         billing_month, source, status, not_counted_reason, received_at, register_import_id)
       select c.personal_account_id, c.meter_id, c.value, c.starts_on,
         ${billingMonthSql('c.starts_on', '$4', '$3')}, 'inspector',
         case when ${isExpired} then 'stored' else 'accepted' end,
         case when ${isExpired} then $5 end, $2, $1
       from candidates c
       where not c.is_known and ${bearsReading} and not exists (
         select from meter_readings r where r.personal_account_id = c.personal_account_id
           and r.meter_id = c.meter_id and r.taken_on = c.starts_on
           and r.value_m3 = c.value and r.status in ('accepted', 'stored'))
       order by c.personal_account_id, c.meter_id, c.starts_on, c.line
       returning status)
     select count(*)::int as "readingsAdded",
       count(*) filter (where status = 'stored')::int as "readingsStored" from added`,
    [importId, now, books.openSince, books.begunIn, expired],
  );
  return rows[0];
}

/** As the desk does with one of them (billing/turn-meter.ts). */
async function changeMetersByEvents(context: MergeContext): Promise<number> {
  const { client, importId, asOf } = context;
  await run(
    client,
    `create temp table changed_meters on commit drop as
     select m.personal_account_id, m.meter_id, state.removed_on as gone_on,
       state.sealed_on as sealed_again_on
     from (select distinct personal_account_id, meter_id from candidates
       where not is_known and meter_id is not null and kind in ${turningEvents}) touched
     join meters m using (personal_account_id, meter_id)
     ${placeByEvents('$1::date')}
     where (m.removed_on, m.sealed_on) is distinct from (state.removed_on, state.sealed_on)`,
    [asOf],
  );
  await keepMeterRevisions(context, 'changed_meters');
  return run(
    client,
    `update meters m set removed_on = c.gone_on, sealed_on = c.sealed_again_on,
       attributes_since = greatest(m.attributes_since, $2::date), register_import_id = $1
     from changed_meters c
     where m.personal_account_id = c.personal_account_id and m.meter_id = c.meter_id`,
    [importId, asOf],
  );
}
