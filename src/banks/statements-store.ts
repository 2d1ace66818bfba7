import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';

export type Statement = {
  statementId: number;
  fileName: string;
  firstDay: PlainDate;
  lastDay: PlainDate;
  /** What came in, that no earlier statement had. */
  count: number;
  totalKopecks: number;
  /** Of them, those whose registry is known. */
  matchedCount: number;
  loadedAt: Date;
};

/** Newest first. */
export async function listStatements(
  db: Db,
  _actor: Actor,
  { limit }: { limit: number },
): Promise<Statement[]> {
  const { rows } = await sql<Statement>`
    select s.statement_id as "statementId", s.file_name as "fileName", s.first_day as "firstDay",
      s.last_day as "lastDay", count(t.*)::integer as count,
      coalesce(sum(t.amount_kopecks), 0)::bigint as "totalKopecks",
      count(t.registry_id)::integer as "matchedCount", s.loaded_at as "loadedAt"
    from (select * from bank_statements order by statement_id desc limit ${limit}) s
      left join bank_transactions t on t.statement_id = s.statement_id
    group by s.statement_id, s.file_name, s.first_day, s.last_day, s.loaded_at
    order by s.statement_id desc`.execute(db);
  return rows;
}
