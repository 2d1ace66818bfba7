import { sql } from 'kysely';
import type { Resident } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';

export type LinkingRequest = {
  linkingRequestId: number;
  accountNumber: string;
  holderLastName: string;
  comment: string;
  state: 'open' | 'accepted' | 'refused';
  decisionReason: string | null;
  createdAt: Date;
};

export type NewLinkingRequest = { accountNumber: string; holderLastName: string; comment: string };

/** More nobody reads to the end. */
const MAX_JOINED_LENGTH = 5_000;

/**
 * Sends to staff what could not be proved. A second request for the same number joins the first:
 * what was written before stays, the new words come below.
 */
export async function sendLinkingRequest(
  { db, clock }: { db: Database; clock: Clock },
  actor: Resident,
  request: NewLinkingRequest,
): Promise<{ ok: true } | { ok: false; code: 'request_full' }> {
  const kept = await db
    .insertInto('linking_requests')
    .values({
      user_id: actor.userId,
      account_number: request.accountNumber,
      holder_last_name: request.holderLastName,
      comment: request.comment,
      created_at: clock.now(),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['user_id', 'account_number'])
        // Literal: the server cannot match a bound value with the predicate of a partial index.
        .where(sql<boolean>`state = 'open'`)
        .doUpdateSet({ comment: joinedComment, holder_last_name: request.holderLastName })
        .where(sql<boolean>`length(${joinedComment}) <= ${sql.lit(MAX_JOINED_LENGTH)}`),
    )
    .executeTakeFirst();
  return kept.numInsertedOrUpdatedRows ? { ok: true } : { ok: false, code: 'request_full' };
}

/** The same words sent twice are said once. */
const joinedComment = sql<string>`case
  when position(excluded.comment in linking_requests.comment) > 0 then linking_requests.comment
  when linking_requests.comment = '' then excluded.comment
  else linking_requests.comment || chr(10) || excluded.comment end`;

export async function listLinkingRequests(
  { db }: { db: Database },
  actor: Resident,
  { most = 20 }: { most?: number } = {},
): Promise<LinkingRequest[]> {
  const rows = await db
    .selectFrom('linking_requests')
    .select(['linking_request_id', 'account_number', 'holder_last_name', 'comment'])
    .select(['state', 'decision_reason', 'created_at'])
    .where('user_id', '=', actor.userId)
    .orderBy('linking_request_id', 'desc')
    .limit(most)
    .execute();
  return rows.map((row) => ({
    linkingRequestId: row.linking_request_id,
    accountNumber: row.account_number,
    holderLastName: row.holder_last_name,
    comment: row.comment,
    state: row.state,
    decisionReason: row.decision_reason,
    createdAt: row.created_at,
  }));
}
