import type { StaffMember } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { LinkingRequest } from './linking-requests.ts';

export type WaitingRequest = LinkingRequest & {
  userId: number;
  holderLastName: string;
  comment: string;
  /** Of the person who asks. */
  lastName: string;
  firstName: string;
  middleName: string;
  decidedAt: Date | null;
  decidedByName: string | null;
};

const select = (db: Db) =>
  db
    .selectFrom('linking_requests as r')
    .innerJoin('users as u', 'u.user_id', 'r.user_id')
    .leftJoin('staff_members as s', 's.staff_member_id', 'r.decided_by')
    .selectAll('r')
    .select(['u.last_name', 'u.first_name', 'u.middle_name', 's.name as decided_by_name']);

type Row = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number];

/** Oldest first: who waits longest is looked at first. */
export async function findWaitingRequests(
  db: Db,
  _actor: StaffMember,
  { limit }: { limit: number },
): Promise<WaitingRequest[]> {
  const rows = await select(db)
    .where('r.state', '=', 'open')
    .orderBy('r.created_at')
    .limit(limit)
    .execute();
  return rows.map(toRequest);
}

/** Those about one account, newest first. */
export async function findRequestsOfNumber(
  db: Db,
  _actor: StaffMember,
  number: string,
): Promise<WaitingRequest[]> {
  const rows = await select(db)
    .where('r.account_number', '=', number)
    .orderBy('r.linking_request_id', 'desc')
    .limit(20)
    .execute();
  return rows.map(toRequest);
}

export async function findRequest(
  db: Db,
  _actor: StaffMember,
  linkingRequestId: number,
): Promise<WaitingRequest | null> {
  const row = await select(db)
    .where('r.linking_request_id', '=', linkingRequestId)
    .executeTakeFirst();
  return row ? toRequest(row) : null;
}

export type RequestDecision = {
  linkingRequestId: number;
  state: 'accepted' | 'refused';
  reason: string;
  now: Date;
};

/** False when somebody has decided already; whoever comes second waits here for the first. */
export async function closeRequest(
  tx: Tx,
  actor: StaffMember,
  { linkingRequestId, state, reason, now }: RequestDecision,
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('linking_requests')
    .set({ state, decision_reason: reason, decided_by: actor.staffMemberId, decided_at: now })
    .where('linking_request_id', '=', linkingRequestId)
    .where('state', '=', 'open')
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

function toRequest(row: Row): WaitingRequest {
  return {
    linkingRequestId: row.linking_request_id,
    userId: row.user_id,
    accountNumber: row.account_number,
    holderLastName: row.holder_last_name,
    comment: row.comment,
    state: row.state,
    decisionReason: row.decision_reason,
    createdAt: row.created_at,
    decidedAt: row.decided_at,
    lastName: row.last_name,
    firstName: row.first_name,
    middleName: row.middle_name,
    decidedByName: row.decided_by_name,
  };
}
