import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Db, Tx } from '#src/db/database.ts';
import { firstDayOfMonth, type PlainDate } from '#src/plain-date.ts';
import { lockBooks, readBooks } from './books.ts';
import {
  type CorrectionFailure,
  type CorrectionSituation,
  judgeCorrection,
  type NewCorrection,
} from './correction-rules.ts';
import { findBalances } from './entries-store.ts';
import { postEntry } from './post-entry.ts';

type Place = { personalAccountId: number; today: PlainDate };

/** What the rules of corrections ask of an account. */
export async function findCorrectionSituation(
  db: Db,
  actor: StaffMember,
  { personalAccountId, today }: Place,
): Promise<CorrectionSituation> {
  const books = await readBooks(db);
  const [balance] = await findBalances(db, actor, [personalAccountId]);
  const month = firstDayOfMonth(today);
  return {
    openMonth: month > books.openSince ? month : books.openSince,
    firstMonth: books.firstClosed,
    penaltyKopecks: balance?.penaltyKopecks ?? 0,
  };
}

export type Correcting = Place & {
  correction: NewCorrection;
  /** Of the form that it was proposed by: once, for ever. */
  key: string;
  deed: Deed;
  now: Date;
};

export type CorrectResult =
  | { ok: true }
  | { ok: false; code: 'correction_refused'; failure: CorrectionFailure }
  | { ok: false; code: 'key_used_otherwise' };

/**
 * Puts a balance right by an entry of its own; what is wrong stays to be seen. Only what two people
 * agreed to comes here. The words of the first are what the resident reads beside the sum.
 */
export async function correctLedger(
  tx: Tx,
  actor: StaffMember,
  { personalAccountId, correction, key, deed, today, now }: Correcting,
): Promise<CorrectResult> {
  await lockBooks(tx);
  const situation = await findCorrectionSituation(tx, actor, { personalAccountId, today });
  const failure = judgeCorrection(correction, situation);
  if (failure) return { ok: false, code: 'correction_refused', failure };
  const { part, amountKopecks, forMonth } = correction;
  const entry = {
    personalAccountId,
    idempotencyKey: `correction ${key}`,
    kind: 'correction' as const,
    amountKopecks,
    isPenalty: part === 'penalty',
    forMonth,
    valueDate: today,
    channel: null,
    cause: deed.reason,
  };
  const posted = await postEntry(tx, actor, { entry, now });
  if (!posted.ok) return posted;
  if (posted.isKnown) return { ok: true };
  await recordEntry(tx, actor, {
    ...deed,
    action: 'correct_ledger',
    personalAccountId,
    subject: `correction:${key}`,
    details: { part, amountKopecks, forMonth },
    now,
  });
  return { ok: true };
}
