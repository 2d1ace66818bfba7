import type pg from 'pg';

/** What always holds (src/meters/README.md), each as a query that finds what breaks it. */
const rules: Record<string, string> = {
  'a reading below the one before it': `
    select personal_account_id, meter_reading_id from (
      select r.*, lag(value_m3) over (partition by personal_account_id, meter_id
        order by taken_on, coalesce(corrects_reading_id, meter_reading_id)) as before
      from meter_readings r where status = 'accepted') ordered
    where value_m3 < before and not is_rollover and source <> 'inspector'`,
  'two versions of one reading that both stand': `
    select personal_account_id, coalesce(corrects_reading_id, meter_reading_id) as first
    from meter_readings where status in ('accepted', 'stored')
    group by 1, 2 having count(*) > 1`,
  'a corrected reading without the version that corrects it': `
    select personal_account_id, meter_reading_id from meter_readings r
    where status = 'corrected' and not exists (
      select from meter_readings later
      where later.personal_account_id = r.personal_account_id
        and later.corrects_reading_id = coalesce(r.corrects_reading_id, r.meter_reading_id)
        and later.meter_reading_id > r.meter_reading_id)`,
  'a correction of what still stands, of another meter, or not of a first version': `
    select r.personal_account_id, r.meter_reading_id from meter_readings r
    join meter_readings first on first.personal_account_id = r.personal_account_id
      and first.meter_reading_id = r.corrects_reading_id
    where first.status in ('accepted', 'stored') or first.meter_id <> r.meter_id
      or first.corrects_reading_id is not null`,
  'a status that changed at no time, or a time without a change': `
    select personal_account_id, meter_reading_id from meter_readings
    where (status in ('corrected', 'withdrawn')) <> (status_changed_at is not null)`,
  'one confirmation number twice': `
    select confirmation_number from meter_readings where confirmation_number is not null
    group by 1 having count(*) > 1`,
  'a resident’s reading without its confirmation or its sender': `
    select personal_account_id, meter_reading_id from meter_readings
    where source in ('cabinet', 'api') and (confirmation_number is null or user_id is null)`,
  'the same reading twice': `
    select personal_account_id, meter_id, taken_on, value_m3 from meter_readings
    where status in ('accepted', 'stored') group by 1, 2, 3, 4 having count(*) > 1`,
  'a resident’s reading that has not exactly one letter': `
    select r.personal_account_id, r.meter_reading_id from meter_readings r
    left join letters l on l.kind = 'reading_accepted'
      and (l.data->>'personalAccountId')::bigint = r.personal_account_id
      and (l.data->>'readingId')::bigint = r.meter_reading_id
    where r.source in ('cabinet', 'api')
    group by 1, 2 having count(l.letter_id) <> 1`,
  'a letter about a reading that is not there': `
    select letter_id from letters l where kind = 'reading_accepted' and not exists (
      select from meter_readings r
      where r.personal_account_id = (l.data->>'personalAccountId')::bigint
        and r.meter_reading_id = (l.data->>'readingId')::bigint)`,
  'a letter that waits and has no job to send it': `
    select letter_id from letters l where state = 'queued' and not exists (
      select from graphile_worker.jobs where key = 'letter:' || l.letter_id)`,
  'a key that was taken and has no answer': `
    select user_id, operation from idempotency_keys where response is null`,
  'an answer about a reading that is not there': `
    select k.user_id, k.operation from idempotency_keys k
    where k.operation = 'submit_reading' and not exists (
      select from meter_readings r
      where r.meter_reading_id = (k.response->'receipt'->>'readingId')::bigint
        and r.user_id = k.user_id)`,
};

export type Asks = { query(text: string, values?: unknown[]): Promise<pg.QueryResult> };

/** Everything that is wrong with the readings of a database, in words; nothing when all is well. */
export async function checkReadings(pool: Asks): Promise<string[]> {
  const wrong: string[] = [];
  for (const [rule, query] of Object.entries(rules)) {
    const { rows } = await pool.query(query);
    for (const row of rows.slice(0, 5)) wrong.push(`${rule}: ${JSON.stringify(row)}`);
  }
  return wrong;
}
