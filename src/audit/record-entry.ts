import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { currentRequestId } from '#src/request-story.ts';

export type AuditEntry = {
  /** A verb and its object, such as `look_at_account`; stable, since the record outlives texts. */
  action: string;
  /** Staff: the name as it is now, kept as it was then. */
  actorName?: string;
  personalAccountId?: number | null;
  /** The person whose data it is, where it is a person's and not an account's. */
  userId?: number | null;
  /** What it was done to: `linking_request:12`. */
  subject?: string;
  /** What the member of staff wrote for the record. */
  reason?: string;
  /** Of the request that is being answered, unless another one is told. */
  requestId?: string;
  /** Codes and ids alone. */
  details?: Record<string, string | number | boolean | null>;
  now: Date;
};

/** Whose deed it is and why, as a handler of the desk knows it. */
export type Deed = { actorName: string; requestId: string; reason: string };

/** Adds to the record, in the transaction of what it tells about. */
export async function recordEntry(db: Db, actor: Actor, entry: AuditEntry): Promise<void> {
  await recordEntries(db, actor, [entry]);
}

/** Many at once: a list that was shown. */
export async function recordEntries(
  db: Db,
  actor: Actor,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const rows = entries.map((entry) => ({
    happened_at: entry.now,
    actor_kind: actor.kind,
    actor_id: idOf(actor),
    actor_name: entry.actorName ?? nameOf(actor),
    action: entry.action,
    personal_account_id: entry.personalAccountId ?? null,
    user_id: entry.userId ?? null,
    subject: entry.subject ?? '',
    reason: entry.reason ?? '',
    request_id: entry.requestId ?? currentRequestId(),
    details: JSON.stringify(entry.details ?? {}),
  }));
  await db.insertInto('audit_entries').values(rows).execute();
}

function idOf(actor: Actor): number | null {
  if (actor.kind === 'resident') return actor.userId;
  return actor.kind === 'staff' ? actor.staffMemberId : null;
}

/** Of staff the name that they have now, kept as it was then. */
function nameOf(actor: Actor) {
  if (actor.kind === 'bank') return actor.agent;
  if (actor.kind === 'system') return actor.reason;
  if (actor.kind !== 'staff') return '';
  return sql<string>`coalesce((select name from staff_members
    where staff_member_id = ${actor.staffMemberId}), '')`;
}
