import type { Resident } from '#src/actor.ts';
import type { Tx } from '#src/db/database.ts';
import { inLockingTransaction } from '#src/db/locking-transaction.ts';
import {
  addToCase,
  findCases,
  insertCase,
  type ReadingCase,
  type ReadingCaseKind,
} from './cases-store.ts';
import { judgeTakenOn } from './meter-reading.ts';
import type { CaseFailure, ReadingFailure } from './reading-failure.ts';
import { loadSituation, type MetersDeps, type ReadingTarget } from './reading-situation.ts';
import { parseReadingValue } from './reading-value.ts';

export type NewCase = Omit<ReadingTarget, 'correctsReadingId'> & {
  kind: ReadingCaseKind;
  value: string;
  takenOn?: string;
  /** In the resident's words, such as the new meter's serial number. */
  comment?: string;
};

export type CaseResult =
  /** `isAlreadyOpen`: the question about this meter is being looked at; the words joined it. */
  { ok: true; readingCase: ReadingCase; isAlreadyOpen: boolean } | ReadingFailure | CaseFailure;

/** In one message, and in all that were joined to one case. */
const MAX_COMMENT_LENGTH = 2_000;
const MAX_JOINED_LENGTH = 10_000;

/** Of the new meter nothing is known yet but what the person sees: any face that there is. */
const ANY_FACE = { integerDigits: 9, decimalDigits: 3 };

/** Gives staff what cannot be decided here: no reading is refused without a way on. */
export async function openReadingCase(
  { db, clock, supplier }: MetersDeps,
  actor: Resident,
  input: NewCase,
): Promise<CaseResult> {
  const now = clock.now();
  return inLockingTransaction(db, async (tx) => {
    const loaded = await loadSituation(tx, actor, { ...input, now, supplier, lock: true });
    if (!loaded.ok) return loaded;
    const { meter, today } = loaded.situation;
    const { kind } = input;
    const parsed = parseReadingValue(input.value, kind === 'meter_replaced' ? ANY_FACE : meter);
    if (!parsed.ok) return parsed;
    const date = judgeTakenOn(input.takenOn, { otherwise: today, today });
    if (!date.ok) return date;
    const { personalAccountId } = loaded.personalAccount;
    const { meterId } = meter;
    const comment = (input.comment ?? '').replaceAll('\0', '').trim();
    if (comment.length > MAX_COMMENT_LENGTH) {
      return { ok: false, code: 'comment_too_long', most: MAX_COMMENT_LENGTH };
    }
    const { value } = parsed;
    const { takenOn } = date;
    const opened = { personalAccountId, meterId, kind, value, takenOn, comment, now };
    const caseId = await insertCase(tx, actor, opened);
    const which = { personalAccountId, meterId, kind };
    const open = await openCase(tx, actor, which);
    if (caseId !== null) return { ok: true, readingCase: open, isAlreadyOpen: false };
    const isSame = open.value === value && open.takenOn === takenOn;
    const words = [isSame ? '' : `${takenOn}: ${value}`, comment].filter(Boolean).join('. ');
    if (open.comment.length + words.length >= MAX_JOINED_LENGTH && !open.comment.includes(words)) {
      return { ok: false, code: 'case_full' };
    }
    if (words) await addToCase(tx, actor, { personalAccountId, caseId: open.caseId, words });
    const readingCase = await openCase(tx, actor, which);
    return { ok: true, readingCase, isAlreadyOpen: true };
  });
}

type WhichCase = { personalAccountId: number; meterId: number; kind: ReadingCaseKind };

async function openCase(
  tx: Tx,
  actor: Resident,
  { personalAccountId, meterId, kind }: WhichCase,
): Promise<ReadingCase> {
  const cases = await findCases(tx, actor, { personalAccountId });
  const open = cases.find(
    (one) =>
      one.userId === actor.userId &&
      one.meterId === meterId &&
      one.kind === kind &&
      one.state === 'open',
  );
  if (!open) throw new Error(`no open ${kind} case of meter ${meterId} after opening one`);
  return open;
}
