import type pg from 'pg';
import { run } from './sql.ts';
import { agreedColumns, lineMeterColumns } from './staged-columns.ts';

const agreedKeys = agreedColumns.map(([key]) => `'${key}'`).join(', ');

/** The first column in which two lines differ, by the order of the register. */
const firstDifference = `case ${agreedColumns
  .map(([key, column]) => `when s.${column} is distinct from h.${column} then '${key}'`)
  .join(' ')} end`;

const meterFields = ['decimal_digits', ...lineMeterColumns.map(([, column]) => column)];
const sameMeterFields = meterFields
  .map((column) => `s.${column} is not distinct from h.${column}`)
  .join(' and ');

/**
 * Refuses what shows only when the lines of one personal account are seen together: they need not
 * stand next to each other, so the database looks, not the reader.
 */
export async function compareLines(client: pg.ClientBase): Promise<void> {
  await run(
    client,
    `create temp table several on commit drop as
     select * from staged where number in (
       select number from staged where number is not null group by number having count(*) > 1)`,
  );
  await run(
    client,
    `create temp table refusals (line integer, fault_code text, fault_column text,
       other_line integer) on commit drop`,
  );
  await run(client, 'create index on several (number, line)');
  await run(client, 'analyze several');
  await refuseDisagreement(client);
  await refuseRepeatedMeters(client);
  await run(
    client,
    `update staged s set fault_code = r.fault_code, fault_column = r.fault_column,
       other_line = r.other_line
     from (select distinct on (line) * from refusals order by line) r
     where s.line = r.line and s.fault_code is null`,
  );
}

/** All lines of a personal account are refused when two of them disagree, or one is unreadable. */
async function refuseDisagreement(client: pg.ClientBase): Promise<void> {
  await run(
    client,
    `with spoilt as (
       select distinct on (number) number, line, fault_column from several
       where fault_code is not null and fault_column in (${agreedKeys})
       order by number, line),
     heads as (
       select distinct on (number) * from several v
       where not exists (select 1 from spoilt p where p.number = v.number)
         and (fault_code is null or fault_column is not null)
       order by number, line),
     differing as (
       select distinct on (number) * from (
         select h.number, s.line, h.line as head_line, ${firstDifference} as fault_column
         from heads h join several s on s.number = h.number and s.line <> h.line
           and (s.fault_code is null or s.fault_column is not null)) d
       where d.fault_column is not null
       order by number, array_position(array[${agreedKeys}], fault_column), line)
     insert into refusals
     select v.line, 'differs_within_personal_account', p.fault_column, p.line
     from several v join spoilt p on p.number = v.number
     union all
     select v.line, 'differs_within_personal_account', d.fault_column,
       case when v.line = d.line then d.head_line else d.line end
     from several v join differing d on d.number = v.number`,
  );
}

/** Of equal lines the first is kept; of contradicting ones none, since nobody knows the true one. */
async function refuseRepeatedMeters(client: pg.ClientBase): Promise<void> {
  await run(
    client,
    `with good as (
       select * from several where fault_code is null
         and line not in (select line from refusals)),
     heads as (
       select distinct on (number, serial_number) * from good
       order by number, serial_number, line),
     repeated as (
       select s.line, h.line as head_line, s.number, s.serial_number, ${sameMeterFields} as is_same
       from heads h join good s on s.number = h.number and s.line <> h.line
         and s.serial_number is not distinct from h.serial_number),
     contradicted as (
       select number, serial_number, head_line, min(line) as line from repeated
       where not is_same group by number, serial_number, head_line)
     insert into refusals
     select g.line, 'contradicting_line', 'serial',
       case when g.line = c.head_line then c.line else c.head_line end
     from good g join contradicted c on c.number = g.number
       and c.serial_number is not distinct from g.serial_number
     union all
     select r.line, 'duplicate_line', 'serial', r.head_line from repeated r
     where not exists (select 1 from contradicted c where c.head_line = r.head_line)
     union all
     select g.line, 'meterless_line_among_meters', 'serial', min(v.line)
     from good g join several v on v.number = g.number and v.serial_number is not null
     where g.serial_number is null group by g.line`,
  );
}
