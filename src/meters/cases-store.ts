import { type RawBuilder, type Selectable, sql } from 'kysely';
import type { Actor, Resident, StaffMember } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { Schema } from '#src/db/schema.ts';
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

/** null when the same person's question about this meter is open already. */
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
  actor: Resident,
  {
    personalAccountId,
    caseId,
    words,
  }: { personalAccountId: number; caseId: number; words: string },
): Promise<void> {
  await sql`update reading_cases
    set comment = case when comment = '' then ${words} else comment || chr(10) || ${words} end
    where personal_account_id = ${personalAccountId} and reading_case_id = ${caseId}
      and user_id = ${actor.userId} and state = 'open' and position(${words} in comment) = 0`.execute(
    tx,
  );
}

/**
 * Newest first. A resident reads their own words; of others who live there at the same time they
 * see that a question is open, of those before or after them nothing.
 */
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
    .where(ofSameTenure(actor))
    .orderBy('r.reading_case_id', 'desc')
    .execute();
  return rows.map((row) => {
    const isToRead = actor.kind === 'staff' || isOwn(actor, row.user_id);
    return { ...toCase(row), ...(isToRead ? {} : { comment: '' }) };
  });
}

const isOwn = (actor: Actor, userId: number) =>
  actor.kind === 'resident' && actor.userId === userId;

/** Asked by the actor, or by somebody whose access to the account ends when the actor's does. */
function ofSameTenure(actor: Actor): RawBuilder<boolean> {
  if (actor.kind !== 'resident') return sql`true`;
  return sql`(r.user_id = ${actor.userId} or exists (
    select from personal_account_links mine join personal_account_links theirs
      on theirs.personal_account_id = mine.personal_account_id
    where mine.personal_account_id = r.personal_account_id
      and mine.user_id = ${actor.userId} and mine.ended_at is null
      and theirs.user_id = r.user_id and theirs.ended_at is null
      and theirs.visible_until is not distinct from mine.visible_until))`;
}

type CaseRow = Omit<Selectable<Schema['reading_cases']>, 'personal_account_id'> & {
  serial_number: string;
};

function toCase(row: CaseRow): ReadingCase {
  return {
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
  };
}

export type WaitingCase = ReadingCase & {
  personalAccountId: number;
  number: string;
  address: string;
};

/** For staff: oldest first, who waits longest is looked at first. */
export async function findWaitingCases(
  db: Db,
  _actor: StaffMember,
  { limit }: { limit: number },
): Promise<WaitingCase[]> {
  const rows = await db
    .selectFrom('reading_cases as r')
    .innerJoin('meters as m', (join) =>
      join
        .onRef('m.personal_account_id', '=', 'r.personal_account_id')
        .onRef('m.meter_id', '=', 'r.meter_id'),
    )
    .innerJoin('personal_accounts as a', 'a.personal_account_id', 'r.personal_account_id')
    .selectAll('r')
    .select(['m.serial_number', 'a.number', 'a.address'])
    .where('r.state', '=', 'open')
    .orderBy('r.created_at')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    ...toCase(row),
    personalAccountId: row.personal_account_id,
    number: row.number,
    address: row.address,
  }));
}

export type CaseForDecision = ReadingCase & { userId: number; decidedByName: string | null };

/** For staff. With `lock` nobody else decides it until the transaction ends. */
export async function findCase(
  db: Db,
  _actor: StaffMember,
  which: { personalAccountId: number; caseId: number; lock?: boolean },
): Promise<CaseForDecision | null> {
  const { rows } = await sql<CaseRow & { decided_by_name: string | null }>`
    select r.*, m.serial_number,
      (select s.name from staff_members s where s.staff_member_id = r.decided_by) as decided_by_name
    from reading_cases r join meters m
      on m.personal_account_id = r.personal_account_id and m.meter_id = r.meter_id
    where r.personal_account_id = ${which.personalAccountId}
      and r.reading_case_id = ${which.caseId} ${which.lock ? sql`for update of r` : sql``}`.execute(
    db,
  );
  const [row] = rows;
  if (!row) return null;
  return { ...toCase(row), userId: row.user_id, decidedByName: row.decided_by_name };
}

export type CaseDecision = {
  personalAccountId: number;
  caseId: number;
  state: 'accepted' | 'refused';
  reason: string;
  now: Date;
};

/** The caller holds the case's lock. */
export async function closeCase(tx: Tx, actor: StaffMember, decision: CaseDecision): Promise<void> {
  await tx
    .updateTable('reading_cases')
    .set({
      state: decision.state,
      decision_reason: decision.reason,
      decided_by: actor.staffMemberId,
      decided_at: decision.now,
    })
    .where('personal_account_id', '=', decision.personalAccountId)
    .where('reading_case_id', '=', decision.caseId)
    .execute();
}
