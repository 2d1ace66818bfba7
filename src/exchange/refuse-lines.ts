import type pg from 'pg';
import { run } from './sql.ts';

/** Puts the faults of `f` (line, fault_code, fault_column, other_line, ours) to the staged lines. */
export const mark = `update staged s set fault_code = f.fault_code, fault_column = f.fault_column,
  other_line = f.other_line, ours = f.ours`;

/** Later rules look only at what earlier ones have left. */
export const dropRefused = `delete from candidates c using staged s
  where s.line = c.line and s.fault_code is not null`;

/**
 * Refuses the candidates `c` for which `fault` is not null: an array of the fault, its column and
 * what our books say. `from` joins what it needs to `candidates c`.
 */
export async function refuseLines(
  client: pg.ClientBase,
  { fault, from = 'candidates c', values = [] }: Refusing,
): Promise<void> {
  await run(
    client,
    `${mark} from (
       select j.line, j.fault[1] as fault_code, j.fault[2] as fault_column, j.fault[3] as ours,
         null::integer as other_line
       from (select c.line, ${fault} as fault from ${from} where not c.is_known) j
       where j.fault is not null) f
     where s.line = f.line`,
    values,
  );
  await run(client, dropRefused);
}

type Refusing = { fault: string; from?: string; values?: unknown[] };

/** Of equal lines the first is kept; of lines that contradict each other none: nobody knows the true one. */
export async function refuseRepeatedLines(
  client: pg.ClientBase,
  { about, says, column }: { about: string; says: string; column: string },
): Promise<void> {
  await run(
    client,
    `${mark} from (
       select line, null as ours, '${column}' as fault_column,
         case when is_same then 'duplicate_line' else 'contradicting_entry' end as fault_code,
         case when line = first_line then last_line else first_line end as other_line
       from (
         select line, min(line) over one as first_line, max(line) over one as last_line,
           min(said) over one = max(said) over one as is_same
         from (select *, row(${says})::text as said from candidates) c
         window one as (partition by ${about})) w
       where last_line <> first_line and not (is_same and line = first_line)) f
     where s.line = f.line`,
  );
  await run(client, dropRefused);
}
