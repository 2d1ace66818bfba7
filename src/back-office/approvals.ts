import { createHash } from 'node:crypto';
import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { may, type Permission } from '#src/staff/permissions.ts';
import { lockStaffMember } from '#src/staff/staff-members-store.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { approvalKind, isApprovalKind, type Proposal } from './approval-kinds.ts';
import { type Approval, closeApproval, findApproval, insertApproval } from './approvals-store.ts';

export type ApprovalsDeps = { db: Database; clock: Clock; supplier: SupplierProfile };

/** Longer than a holiday week-end; what nobody looked at by then is proposed anew. */
const LIVES_MS = 7 * 86_400_000;

export type ProposeResult =
  | { ok: true; approvalId: number }
  | { ok: false; code: 'already_proposed' | 'reason_missing' };

/** Asks that something be done which takes a second person. Nothing is done yet. */
export async function proposeChange(
  { db, clock }: ApprovalsDeps,
  actor: StaffMember,
  { proposal, deed }: { proposal: Proposal; deed: Deed },
): Promise<ProposeResult> {
  const { reason } = deed;
  if (reason === '') return { ok: false, code: 'reason_missing' };
  const { kind } = proposal;
  const known = approvalKind(kind);
  const payload = known.payload.parse(proposal.payload);
  const personalAccountId = known.personalAccountId(payload);
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + LIVES_MS);
  const fresh = { kind, payload, payloadSha256: hashOf(payload), personalAccountId, reason };
  return inTransaction(db, async (tx): Promise<ProposeResult> => {
    const approvalId = await insertApproval(tx, actor, { ...fresh, expiresAt, now });
    if (approvalId === null) return { ok: false, code: 'already_proposed' };
    const subject = `approval:${approvalId}`;
    const entry = { ...deed, personalAccountId, subject, details: { kind }, now };
    await recordEntry(tx, actor, { ...entry, action: 'propose_change' });
    return { ok: true, approvalId };
  });
}

export type DecideResult =
  | { ok: true; isRepeat: boolean }
  | {
      ok: false;
      code:
        | 'approval_not_found'
        | 'own_proposal'
        | 'not_permitted_now'
        | 'proposer_not_permitted'
        | 'decided_already'
        | 'expired'
        | 'reason_missing';
    }
  /** The deed itself was refused; the proposal stays. */
  | { ok: false; code: 'not_done'; why: string };

export type ApprovalChoice = {
  approvalId: number;
  decision: 'approved' | 'refused';
  deed: Deed;
};

/** Thrown to undo what the deed had begun. */
class NotDone extends Error {}

/**
 * The second person agrees, and the deed is done in this very transaction; or refuses. Once: of two
 * who decide at the same time one wins, and who sends the same decision again changes nothing.
 */
export async function decideApproval(
  { db, clock, supplier }: ApprovalsDeps,
  actor: StaffMember,
  choice: ApprovalChoice,
): Promise<DecideResult> {
  if (choice.deed.reason === '') return { ok: false, code: 'reason_missing' };
  const now = clock.now();
  try {
    return await inTransaction(db, (tx) =>
      decideUnderLock(tx, actor, { ...choice, now, supplier }),
    );
  } catch (error) {
    if (error instanceof NotDone) return { ok: false, code: 'not_done', why: error.message };
    throw error;
  }
}

type Place = { now: Date; supplier: SupplierProfile };

async function decideUnderLock(
  tx: Tx,
  actor: StaffMember,
  { approvalId, decision, deed, now, supplier }: ApprovalChoice & Place,
): Promise<DecideResult> {
  const approval = await findApproval(tx, actor, { approvalId, lock: true });
  if (!approval) return { ok: false, code: 'approval_not_found' };
  const decidedBy = actor.staffMemberId;
  if (approval.state === decision && approval.decidedBy === decidedBy) {
    return { ok: true, isRepeat: true };
  }
  if (approval.state !== 'proposed') return { ok: false, code: 'decided_already' };
  if (approval.expiresAt <= now) {
    await closeApproval(tx, { approvalId, state: 'expired', now });
    return { ok: false, code: 'expired' };
  }
  if (approval.proposedBy === decidedBy) return { ok: false, code: 'own_proposal' };
  if (!(await mayNow(tx, decidedBy, 'approve_changes'))) {
    return { ok: false, code: 'not_permitted_now' };
  }
  // Two people stand behind a deed: what somebody proposed who has left since has one. To refuse
  // it is open as ever.
  const isDeed = decision === 'approved';
  if (isDeed && !(await mayNow(tx, approval.proposedBy, proposingOf(approval)))) {
    return { ok: false, code: 'proposer_not_permitted' };
  }
  const { reason } = deed;
  await closeApproval(tx, { approvalId, state: decision, decidedBy, reason, now });
  const { personalAccountId, kind } = approval;
  await recordEntry(tx, actor, {
    ...deed,
    action: decision === 'approved' ? 'approve_change' : 'refuse_change',
    personalAccountId,
    subject: `approval:${approvalId}`,
    details: { kind, proposedBy: approval.proposedBy },
    now,
  });
  if (decision === 'approved') await execute(tx, actor, approval, { deed, now, supplier });
  return { ok: true, isRepeat: false };
}

const proposingOf = ({ kind }: Approval): Permission =>
  isApprovalKind(kind) ? approvalKind(kind).proposing : 'propose_changes';

/** As the database knows them now, and until the transaction ends: neither disabled nor demoted. */
async function mayNow(tx: Tx, staffMemberId: number, permission: Permission): Promise<boolean> {
  const member = await lockStaffMember(tx, staffMemberId);
  return member !== null && member.disabledAt === null && may(member.role, permission);
}

/** With the proposer's words: they are what the resident is told. */
async function execute(
  tx: Tx,
  actor: StaffMember,
  approval: Approval,
  { deed, now, supplier }: { deed: Deed } & Place,
): Promise<void> {
  const { kind, payload, payloadSha256, reason } = approval;
  if (hashOf(payload) !== payloadSha256) {
    throw new Error(`approval ${approval.approvalId} is not what was proposed`);
  }
  if (!isApprovalKind(kind)) throw new Error(`no approval of the kind ${kind} is known`);
  const known = approvalKind(kind);
  const done = await known.execute(tx, actor, known.payload.parse(payload), {
    deed: { ...deed, reason },
    now,
    supplier,
  });
  if (!done.ok) throw new NotDone(done.code);
}

/** The same for the same content, whatever the order of its keys: jsonb keeps none. */
function hashOf(payload: object): string {
  const text = JSON.stringify(Object.fromEntries(Object.entries(payload).sort()));
  return createHash('sha256').update(text).digest('hex');
}
