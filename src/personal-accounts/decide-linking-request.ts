import { resident, type StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { findUser } from '#src/identity/users-store.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import { insertLink, type LinkingDeps } from './link-personal-account.ts';
import { closeRequest, findRequest, type WaitingRequest } from './linking-decisions-store.ts';
import { findLinkingFacts, findNumberedAccounts } from './linking-facts.ts';
import type { DecidedLetterData } from './personal-accounts.letters.ts';

export type DecidedRequest = {
  linkingRequestId: number;
  state: 'accepted' | 'refused';
  /** Which account is meant: a unified number may stand at several. */
  personalAccountId?: number | undefined;
  deed: Deed;
};

export type LinkingDecisionResult =
  | { ok: true }
  | {
      ok: false;
      code: 'request_not_found' | 'decided_already' | 'personal_account_missing' | 'reason_missing';
    };

/**
 * Staff decide what a person could not prove. Accepted: the account is linked, and everybody who
 * sees it is told as always. Of two who decide at once the first one wins.
 */
export async function decideLinkingRequest(
  { db, clock, supplier }: LinkingDeps,
  actor: StaffMember,
  { linkingRequestId, state, personalAccountId, deed }: DecidedRequest,
): Promise<LinkingDecisionResult> {
  const { reason } = deed;
  if (reason === '') return { ok: false, code: 'reason_missing' };
  const now = clock.now();
  return inTransaction(db, async (tx): Promise<LinkingDecisionResult> => {
    const request = await findRequest(tx, actor, linkingRequestId);
    if (!request) return { ok: false, code: 'request_not_found' };
    const read = readAccountNumber(request.accountNumber, supplier);
    const candidates = state === 'accepted' ? await findNumberedAccounts(tx, read) : [];
    const chosen = candidates.find((id) => id === personalAccountId);
    if (state === 'accepted' && chosen === undefined && request.state === 'open') {
      return { ok: false, code: 'personal_account_missing' };
    }
    const decision = { linkingRequestId, state, reason, now };
    const isFirst = await closeRequest(tx, actor, decision);
    if (!isFirst) return { ok: false, code: 'decided_already' };
    if (chosen !== undefined) await linkByStaff(tx, request, { personalAccountId: chosen, now });
    await recordEntry(tx, actor, {
      ...deed,
      action: state === 'accepted' ? 'accept_linking' : 'refuse_linking',
      personalAccountId: chosen ?? null,
      userId: request.userId,
      subject: `linking_request:${linkingRequestId}`,
      now,
    });
    const user = await findUser(tx, actor, request.userId);
    if (user) {
      const data: DecidedLetterData = { accountNumber: request.accountNumber, state, reason };
      const { email: to, userId } = user;
      await queueLetter(tx, { kind: 'linking_decided', to, userId, data }, now);
    }
    return { ok: true };
  });
}

async function linkByStaff(
  tx: Tx,
  { userId }: WaitingRequest,
  { personalAccountId, now }: { personalAccountId: number; now: Date },
): Promise<void> {
  const { number } = await findLinkingFacts(tx, personalAccountId);
  await insertLink(tx, resident(userId), { personalAccountId, number, proof: 'staff', now });
}
