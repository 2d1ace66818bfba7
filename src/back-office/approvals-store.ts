import { type RawBuilder, sql } from 'kysely';
import type { StaffMember } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';

export type ApprovalState = 'proposed' | 'approved' | 'refused' | 'expired';

export type Approval = {
  approvalId: number;
  kind: string;
  payload: Record<string, unknown>;
  payloadSha256: string;
  personalAccountId: number | null;
  number: string | null;
  reason: string;
  proposedBy: number;
  proposedByName: string;
  proposedAt: Date;
  expiresAt: Date;
  state: ApprovalState;
  decidedBy: number | null;
  decidedByName: string | null;
  decidedAt: Date | null;
  decisionReason: string | null;
};

export type NewApproval = Pick<
  Approval,
  'kind' | 'payloadSha256' | 'personalAccountId' | 'reason' | 'expiresAt'
> & { payload: object; now: Date };

/** Null when the same is proposed already. */
export async function insertApproval(
  tx: Tx,
  actor: StaffMember,
  approval: NewApproval,
): Promise<number | null> {
  const row = await tx
    .insertInto('approvals')
    .values({
      kind: approval.kind,
      payload: JSON.stringify(approval.payload),
      payload_sha256: approval.payloadSha256,
      personal_account_id: approval.personalAccountId,
      reason: approval.reason,
      proposed_by: actor.staffMemberId,
      proposed_at: approval.now,
      expires_at: approval.expiresAt,
      decided_by: null,
      decided_at: null,
      decision_reason: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('approval_id')
    .executeTakeFirst();
  return row?.approval_id ?? null;
}

/** With `lock` nobody else decides it until the transaction ends. */
export async function findApproval(
  db: Db,
  _actor: StaffMember,
  { approvalId, lock = false }: { approvalId: number; lock?: boolean },
): Promise<Approval | null> {
  const rows = await select(db, {
    which: sql`p.approval_id = ${approvalId}`,
    rest: lock ? sql`for update of p` : sql``,
  });
  return rows[0] ?? null;
}

/** Those that wait, oldest first, then the newest of those that are decided. */
export async function findApprovals(
  db: Db,
  _actor: StaffMember,
  { limit }: { limit: number },
): Promise<{ waiting: Approval[]; decided: Approval[] }> {
  return {
    waiting: await select(db, {
      which: sql`p.state = 'proposed'`,
      rest: sql`order by p.approval_id limit ${limit}`,
    }),
    decided: await select(db, {
      which: sql`p.state <> 'proposed'`,
      rest: sql`order by p.approval_id desc limit ${limit}`,
    }),
  };
}

async function select(
  db: Db,
  { which, rest }: { which: RawBuilder<unknown>; rest: RawBuilder<unknown> },
): Promise<Approval[]> {
  type Row = {
    approval_id: number;
    kind: string;
    payload: Record<string, unknown>;
    payload_sha256: string;
    personal_account_id: number | null;
    number: string | null;
    reason: string;
    proposed_by: number;
    proposed_by_name: string;
    proposed_at: Date;
    expires_at: Date;
    state: ApprovalState;
    decided_by: number | null;
    decided_by_name: string | null;
    decided_at: Date | null;
    decision_reason: string | null;
  };
  const { rows } = await sql<Row>`
    select p.*, by.name as proposed_by_name,
      (select a.number from personal_accounts a
        where a.personal_account_id = p.personal_account_id) as number,
      (select s.name from staff_members s
        where s.staff_member_id = p.decided_by) as decided_by_name
    from approvals p join staff_members by on by.staff_member_id = p.proposed_by
    where ${which} ${rest}`.execute(db);
  return rows.map((row) => ({
    approvalId: row.approval_id,
    kind: row.kind,
    payload: row.payload,
    payloadSha256: row.payload_sha256,
    personalAccountId: row.personal_account_id,
    number: row.number,
    reason: row.reason,
    proposedBy: row.proposed_by,
    proposedByName: row.proposed_by_name,
    proposedAt: row.proposed_at,
    expiresAt: row.expires_at,
    state: row.state,
    decidedBy: row.decided_by,
    decidedByName: row.decided_by_name,
    decidedAt: row.decided_at,
    decisionReason: row.decision_reason,
  }));
}

export type ApprovalDecision = { approvalId: number; now: Date } & (
  | { state: 'approved' | 'refused'; decidedBy: number; reason: string }
  | { state: 'expired' }
);

/** The caller holds the approval's lock; the database refuses the proposer all the same. */
export async function closeApproval(tx: Tx, decision: ApprovalDecision): Promise<void> {
  const isByPerson = decision.state !== 'expired';
  await tx
    .updateTable('approvals')
    .set({
      state: decision.state,
      decided_by: isByPerson ? decision.decidedBy : null,
      decision_reason: isByPerson ? decision.reason : null,
      decided_at: decision.now,
    })
    .where('approval_id', '=', decision.approvalId)
    .execute();
}
