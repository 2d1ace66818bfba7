import type pg from 'pg';
import { counterOrder } from '#src/meters/reading-order.ts';
import { type FlowRules, maximumFlowM3PerHour } from '#src/meters/reading-volume.ts';
import { FileOrderJudge, type OrderedLine, type OrderFault } from './judge-file-order.ts';
import { dropRefused, mark } from './refuse-lines.ts';
import { run } from './sql.ts';

export const createStagedReadings = `create temp table staged (
  line integer not null, fault_code text, fault_column text, other_line integer, ours text,
  number text, serial_number text, taken_on date, value_m3 numeric(12,3), source text
) on commit drop`;

export const stagedReadingsColumns = [
  'line',
  'fault_code',
  'fault_column',
  'number',
  'serial_number',
  'taken_on',
  'value_m3',
  'source',
];

/** The rules of meters/meter-reading.ts, for a whole file at once. */
export async function compareReadings(client: pg.ClientBase, rules: FlowRules): Promise<void> {
  await run(
    client,
    `create temp table candidates on commit drop as
     select s.line, s.number, s.serial_number, s.taken_on, s.value_m3,
       p.personal_account_id, p.closed_on, m.meter_id, m.model, m.integer_digits,
       m.decimal_digits, m.commissioned_on, m.removed_on,
       coalesce(m.verified_until < s.taken_on, false) as is_expired, false as is_known
     from staged s
     left join personal_account_numbers n on n.number = s.number
     left join personal_accounts p on p.personal_account_id = n.personal_account_id
     left join meters m
       on m.personal_account_id = p.personal_account_id and m.serial_number = s.serial_number
     where s.fault_code is null`,
  );
  await lockCandidateMeters(client);
  await markKnown(client);
  await refuseUnknown(client);
  await refuseRepeated(client);
  await refuseOtherValues(client);
  const flows = await flowsOfModels(client, rules);
  await refuseAgainstBooks(client, flows);
  await refuseAgainstFile(client, flows);
  await refuseExpiredBelow(client);
}

/** What residents are sending of these meters is waited for, as they wait for each other. */
export async function lockCandidateMeters(client: pg.ClientBase): Promise<void> {
  await run(
    client,
    `select count(*) from (
       select from meters m where (m.personal_account_id, m.meter_id) in (
         select c.personal_account_id, c.meter_id from candidates c)
       order by m.personal_account_id, m.meter_id for no key update of m) locked`,
  );
}

async function refuseUnknown(client: pg.ClientBase): Promise<void> {
  await run(
    client,
    `${mark} from (
       select c.line, null::integer as other_line, v.* from candidates c
       cross join lateral (
         select case
           when c.personal_account_id is null then array['unknown_personal_account', 'number', null]
           when c.closed_on <= c.taken_on
             then array['closed_personal_account', 'number', to_char(c.closed_on, 'DD.MM.YYYY')]
           when c.meter_id is null then array['unknown_meter', 'serial', (
             select string_agg(m.serial_number, ', ' order by m.serial_number) from meters m
             where m.personal_account_id = c.personal_account_id and m.removed_on is null)]
           when c.removed_on <= c.taken_on
             then array['removed_meter', 'serial', to_char(c.removed_on, 'DD.MM.YYYY')]
           when trunc(c.value_m3) >= 10::numeric ^ c.integer_digits
             then array['over_capacity', 'reading', null]
           when scale(trim_scale(c.value_m3)) > c.decimal_digits
             then array['too_many_decimals', 'reading', null]
         end as fault) x
       cross join lateral (select x.fault[1] as fault_code, x.fault[2] as fault_column,
         x.fault[3] as ours) v
       where x.fault is not null and not c.is_known) f
     where s.line = f.line`,
  );
  await run(client, dropRefused);
}

/** Of equal lines the first is kept; of two values for one day none, nobody knows the true one. */
async function refuseRepeated(client: pg.ClientBase): Promise<void> {
  await run(
    client,
    `${mark} from (
       select line, null as ours, 'reading' as fault_column,
         case when is_same then 'duplicate_line' else 'contradicting_line' end as fault_code,
         case when line = first_line then last_line else first_line end as other_line
       from (
         select line, min(line) over one as first_line, max(line) over one as last_line,
           min(value_m3) over one = max(value_m3) over one as is_same
         from candidates window one as (partition by personal_account_id, meter_id, taken_on)) w
       where last_line <> first_line and not (is_same and line = first_line)) f
     where s.line = f.line`,
  );
  await run(client, dropRefused);
}

const sameDay = `r.personal_account_id = c.personal_account_id and r.meter_id = c.meter_id
  and r.taken_on = c.taken_on and r.status in ('accepted', 'stored')`;

/**
 * A reading that we keep already is accepted without a second row, whatever has come since: what we
 * exported comes back without a fault.
 */
async function markKnown(client: pg.ClientBase): Promise<void> {
  await run(
    client,
    `update candidates c set is_known = true
     where exists (select 1 from meter_readings r where ${sameDay} and r.value_m3 = c.value_m3)`,
  );
}

async function refuseOtherValues(client: pg.ClientBase): Promise<void> {
  await run(
    client,
    `${mark} from (
       select c.line, 'other_value_that_day' as fault_code, 'reading' as fault_column,
         null::integer as other_line, trim_scale(min(r.value_m3))::text as ours
       from candidates c join meter_readings r on ${sameDay}
       where not c.is_known group by c.line) f
     where s.line = f.line`,
  );
  await run(client, dropRefused);
}

type Flows = { models: string[]; flows: number[] };

async function flowsOfModels(client: pg.ClientBase, rules: FlowRules): Promise<Flows> {
  const { rows } = await client.query('select distinct model from candidates');
  const models = rows.map((row) => row.model as string);
  return { models, flows: models.map((model) => maximumFlowM3PerHour(model, rules)) };
}

/** Value and day of a neighbour, for the eye of whoever mends the file. */
const told = (row: string): string =>
  `trim_scale(${row}.value_m3) || ', ' || to_char(${row}.taken_on, 'DD.MM.YYYY')`;

const tooMuch = (previous: string): string =>
  `not c.is_expired and c.value_m3 - ${previous}.value_m3
     > flow.per_hour * 24 * greatest(c.taken_on - ${previous}.taken_on, 1)`;

/** `fault` of each row of `from`, made of its code, column and what our books say. */
const refuseJudged = (fault: string, from: string): string => `${mark} from (
  select j.line, j.fault[1] as fault_code, j.fault[2] as fault_column, j.fault[3] as ours,
    null::integer as other_line
  from (select c.line, ${fault} as fault from ${from} where not c.is_known) j
  where j.fault is not null) f
  where s.line = f.line`;

/** Between its neighbours by date in our books. */
async function refuseAgainstBooks(client: pg.ClientBase, { models, flows }: Flows): Promise<void> {
  const kept = (sign: '<' | '>', order: 'asc' | 'desc') => `left join lateral (
    select r.value_m3, r.taken_on from meter_readings r
    where r.personal_account_id = c.personal_account_id and r.meter_id = c.meter_id
      and r.taken_on ${sign} c.taken_on and r.status = 'accepted'
    order by ${counterOrder('r', order)} limit 1)`;
  const flowOfModel =
    'join unnest($1::text[], $2::numeric[]) flow (model, per_hour) on flow.model = c.model';
  await run(
    client,
    refuseJudged(
      `case
         when before.value_m3 > c.value_m3
           then array['below_previous', 'reading', ${told('before')}]
         when after.value_m3 < c.value_m3 then array['above_next', 'reading', ${told('after')}]
         when before.taken_on is null and c.taken_on < c.commissioned_on
           then array['before_commissioning', 'readingDate', to_char(c.commissioned_on, 'DD.MM.YYYY')]
         when ${tooMuch('before')} then array['impossible_volume', 'reading', ${told('before')}]
       end`,
      `candidates c ${flowOfModel}
       ${kept('<', 'desc')} before on true ${kept('>', 'asc')} after on true`,
    ),
    [models, flows],
  );
  await run(client, dropRefused);
}

const FETCH = 5_000;

/** Between each other: whether a line counts depends on those before it, so it is read in order. */
async function refuseAgainstFile(client: pg.ClientBase, { models, flows }: Flows): Promise<void> {
  let faults: OrderFault[] = [];
  const judge = new FileOrderJudge((fault) => faults.push(fault));
  await client.query(
    `create temp table out_of_order (line integer, fault_code text, other_line integer)
     on commit drop`,
  );
  await client.query(
    `declare file_order no scroll cursor for
     select c.line, c.meter_id as meter, (c.value_m3 * 1000)::bigint as value,
       c.taken_on - date '2000-01-01' as day, flow.per_hour * 24000 as "mostPerDay",
       c.is_known as "isKnown", exists (
         select from meter_readings r where r.personal_account_id = c.personal_account_id
           and r.meter_id = c.meter_id and r.taken_on < c.taken_on
           and r.status = 'accepted') as "hasPrevious"
     from candidates c
     join unnest($1::text[], $2::float8[]) flow (model, per_hour) on flow.model = c.model
     where not c.is_expired order by c.personal_account_id, c.meter_id, c.taken_on`,
    [models, flows],
  );
  for (;;) {
    const { rows } = await client.query(`fetch ${FETCH} from file_order`);
    for (const row of rows as OrderedLine[]) judge.take(row);
    if (rows.length === 0) judge.end();
    if (faults.length > 0) await keepFaults(client, faults);
    faults = [];
    if (rows.length === 0) break;
  }
  await client.query('close file_order');
  await run(
    client,
    `${mark} from (
       select o.line, o.fault_code, 'reading' as fault_column, null::integer as other_line,
         ${told('c')} as ours
       from out_of_order o join candidates c on c.line = o.other_line) f
     where s.line = f.line`,
  );
  await run(client, dropRefused);
}

/** Those that do not count are no measure for others, but must not run backwards themselves. */
async function refuseExpiredBelow(client: pg.ClientBase): Promise<void> {
  await run(
    client,
    refuseJudged(
      `case when c.is_expired and before.value_m3 > c.value_m3
         then array['below_previous', 'reading', ${told('before')}] end`,
      `(select *, max(value_m3) filter (where not is_expired) over earlier as most,
          max(taken_on) filter (where not is_expired) over earlier as latest
        from candidates window earlier as (partition by personal_account_id, meter_id
          order by taken_on rows between unbounded preceding and 1 preceding)) c
       cross join lateral (select c.most as value_m3, c.latest as taken_on) before`,
    ),
  );
  await run(client, dropRefused);
}

async function keepFaults(client: pg.ClientBase, faults: readonly OrderFault[]): Promise<void> {
  await client.query(
    'insert into out_of_order select * from unnest($1::integer[], $2::text[], $3::integer[])',
    [
      faults.map(({ line }) => line),
      faults.map(({ fault }) => fault),
      faults.map(({ other }) => other.line),
    ],
  );
}
