import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { findUser } from '#src/identity/users-store.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { findPersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { type CaseForDecision, closeCase, findCase } from './cases-store.ts';
import type { CaseLetterData } from './meters.letters.ts';
import type { ReadingFailure, SubmitFailure } from './reading-failure.ts';
import type { MetersDeps } from './reading-situation.ts';
import { takeReading } from './submit-reading.ts';

export type DecidedCase = {
  number: string;
  caseId: number;
  state: 'accepted' | 'refused';
  /** Of a replaced meter: the new one, which the reading is of. */
  meterId?: number | undefined;
  deed: Deed;
};

export type CaseDecisionResult =
  | { ok: true }
  | {
      ok: false;
      code: 'decided_already' | 'case_not_found' | 'reason_missing' | 'new_meter_missing';
    }
  | ReadingFailure
  | SubmitFailure;

/**
 * Staff answer what a resident sent to them. Accepted: the reading comes in by the one way of all
 * readings, with what staff have found out. Of two who decide at once the first one wins.
 */
export async function decideReadingCase(
  { db, clock, supplier }: MetersDeps,
  actor: StaffMember,
  decision: DecidedCase,
): Promise<CaseDecisionResult> {
  const { number, caseId, state, deed } = decision;
  const { reason } = deed;
  if (reason === '') return { ok: false, code: 'reason_missing' };
  const now = clock.now();
  return inTransaction(db, async (tx): Promise<CaseDecisionResult> => {
    const personalAccount = await findPersonalAccount(tx, actor, { number, supplier });
    if (!personalAccount) return { ok: false, code: 'case_not_found' };
    const { personalAccountId } = personalAccount;
    const known = await findCase(tx, actor, { personalAccountId, caseId, lock: true });
    if (!known) return { ok: false, code: 'case_not_found' };
    if (known.state !== 'open') return { ok: false, code: 'decided_already' };
    if (state === 'accepted') {
      const taken = await takeReadingOf(tx, actor, known, { ...decision, supplier, now });
      if (!taken.ok) return taken;
    }
    await closeCase(tx, actor, { personalAccountId, caseId, state, reason, now });
    const entry = { ...deed, personalAccountId, subject: `reading_case:${caseId}`, now };
    await recordEntry(tx, actor, {
      ...entry,
      action: state === 'accepted' ? 'accept_reading_case' : 'refuse_reading_case',
    });
    const asked = await findUser(tx, actor, known.userId);
    if (asked) {
      const data: CaseLetterData = { number, kind: known.kind, state, reason };
      const letter = { kind: 'reading_case_decided', to: asked.email, userId: asked.userId, data };
      await queueLetter(tx, letter, now);
    }
    return { ok: true };
  });
}

type Context = Pick<MetersDeps, 'supplier'> &
  Pick<DecidedCase, 'number' | 'meterId'> & { now: Date };

async function takeReadingOf(
  tx: Tx,
  actor: StaffMember,
  { kind, value, takenOn, userId, meterId }: CaseForDecision,
  { number, supplier, now, meterId: newMeterId }: Context,
): Promise<CaseDecisionResult> {
  const isNew = kind === 'meter_replaced';
  if (isNew && (newMeterId === undefined || newMeterId === meterId)) {
    return { ok: false, code: 'new_meter_missing' };
  }
  const taken = await takeReading(tx, actor, {
    number,
    meterId: isNew ? newMeterId : meterId,
    value,
    takenOn,
    isRollover: !isNew,
    isRolloverProved: true,
    isConfirmedImprobable: true,
    source: 'cabinet',
    onBehalfOf: userId,
    supplier,
    now,
  });
  return taken.ok ? { ok: true } : taken;
}
