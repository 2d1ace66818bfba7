import { sql } from 'kysely';
import type { Actor, Resident } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { visibleTo } from './meters-store.ts';
import { plainDecimal } from './reading-value.ts';

export type ReadingCaseKind = 'rollover' | 'meter_replaced';
export type ReadingCaseState = 'open' | 'accepted' | 'refused';

export type ReadingCase = {
  caseId: number;
  /** Who asked. */
  userId: number;
  meterId: number;
  meterSerial: string;
  kind: ReadingCaseKind;
  value: string;
  takenOn: PlainDate;
  comment: string;
  state: ReadingCaseState;
  decisionReason: string | null;
  createdAt: Date;
  decidedAt: Date | null;
};

export type NewReadingCase = Pick<
  ReadingCase,
  'meterId' | 'kind' | 'value' | 'takenOn' | 'comment'
> & { personalAccountId: number; now: Date };

/** null when the same question about this meter is open already. */
export async function insertCase(
  tx: Tx,
  actor: Resident,
  { personalAccountId, meterId, kind, value, takenOn, comment, now }: NewReadingCase,
): Promise<number | null> {
  const row = await tx
    .insertInto('reading_cases')
    .values({
      personal_account_id: personalAccountId,
      meter_id: meterId,
      user_id: actor.userId,
      kind,
      value_m3: value,
      taken_on: takenOn,
      comment,
      created_at: now,
      decision_reason: null,
      decided_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('reading_case_id')
    .executeTakeFirst();
  return row?.reading_case_id ?? null;
}

/** More about a case that is open: what was said before stays. The same again is said once. */
export async function addToCase(
  tx: Tx,
  {
    personalAccountId,
    caseId,
    words,
  }: { personalAccountId: number; caseId: number; words: string },
): Promise<void> {
  await sql`update reading_cases
    set comment = case when comment = '' then ${words} else comment || chr(10) || ${words} end
    where personal_account_id = ${personalAccountId} and reading_case_id = ${caseId}
      and state = 'open' and position(${words} in comment) = 0`.execute(tx);
}

/** Newest first. */
export async function findCases(
  db: Db,
  actor: Actor,
  { personalAccountId }: { personalAccountId: number },
): Promise<ReadingCase[]> {
  const rows = await db
    .selectFrom('reading_cases as r')
    .innerJoin('meters as m', (join) =>
      join
        .onRef('m.personal_account_id', '=', 'r.personal_account_id')
        .onRef('m.meter_id', '=', 'r.meter_id'),
    )
    .selectAll('r')
    .select('m.serial_number')
    .where('r.personal_account_id', '=', personalAccountId)
    .where(visibleTo(actor, 'r'))
    .orderBy('r.reading_case_id', 'desc')
    .execute();
  return rows.map((row) => ({
    caseId: row.reading_case_id,
    userId: row.user_id,
    meterId: row.meter_id,
    meterSerial: row.serial_number,
    kind: row.kind,
    value: plainDecimal(row.value_m3),
    takenOn: row.taken_on,
    comment: row.comment,
    state: row.state,
    decisionReason: row.decision_reason,
    createdAt: row.created_at,
    decidedAt: row.decided_at,
  }));
}
