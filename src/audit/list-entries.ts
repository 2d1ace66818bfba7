import { sql } from 'kysely';
import type { StaffRole } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';

export type AuditRecord = {
  auditEntryId: number;
  happenedAt: Date;
  actorKind: 'resident' | 'staff' | 'bank' | 'system';
  actorId: number | null;
  actorName: string;
  /** Of a member of staff, as it is now. */
  actorRole: StaffRole | null;
  action: string;
  personalAccountId: number | null;
  /** Of that account, as it is now. */
  number: string | null;
  userId: number | null;
  subject: string;
  reason: string;
  requestId: string;
};

export type AuditFilter = {
  personalAccountId?: number | null;
  staffMemberId?: number | null;
  actions?: readonly string[];
  /** Half-open. */
  from?: Date | null;
  until?: Date | null;
  /** Older than this entry: the cursor. */
  before?: number | null;
  limit: number;
};

/** Newest first. Who may ask is the caller's affair: a permission, or one's own accounts. */
export async function listEntries(db: Db, filter: AuditFilter): Promise<AuditRecord[]> {
  const { personalAccountId, staffMemberId, actions = [], from, until, before } = filter;
  let query = select(db);
  if (personalAccountId) query = query.where('e.personal_account_id', '=', personalAccountId);
  if (staffMemberId) {
    query = query.where('e.actor_kind', '=', 'staff').where('e.actor_id', '=', staffMemberId);
  }
  if (actions.length > 0) query = query.where('e.action', 'in', [...actions]);
  if (from) query = query.where('e.happened_at', '>=', from);
  if (until) query = query.where('e.happened_at', '<', until);
  if (before) query = query.where('e.audit_entry_id', '<', before);
  const rows = await query.orderBy('e.audit_entry_id', 'desc').limit(filter.limit).execute();
  return rows.map(toRecord);
}

const select = (db: Db) =>
  db
    .selectFrom('audit_entries as e')
    .leftJoin('personal_accounts as a', 'a.personal_account_id', 'e.personal_account_id')
    .select(['e.audit_entry_id', 'e.happened_at', 'e.actor_kind', 'e.actor_id', 'e.actor_name'])
    .select(['e.action', 'e.personal_account_id', 'e.user_id', 'e.subject', 'e.reason'])
    .leftJoin('staff_members as s', (join) =>
      join.onRef('s.staff_member_id', '=', 'e.actor_id').on('e.actor_kind', '=', 'staff'),
    )
    .select(['e.request_id', 'a.number', 's.role']);

type Row = Awaited<ReturnType<ReturnType<typeof select>['execute']>>[number];

/**
 * What staff did and saw of a person: of their contacts, and of each account through a live link,
 * since the present holder came, or up to the day from which it is somebody else's. Newest first.
 */
export async function listEntriesAbout(
  db: Db,
  userId: number,
  { before, limit, timeZone }: { before: number | null; limit: number; timeZone: string },
): Promise<AuditRecord[]> {
  const isOlder = before ? sql`e.audit_entry_id < ${before}` : sql`true`;
  const { rows } = await sql<Row>`
    select e.*, a.number, s.role from (
      select e.* from audit_entries e
        join personal_account_links l on l.personal_account_id = e.personal_account_id
        join personal_accounts held on held.personal_account_id = e.personal_account_id
      where l.user_id = ${userId} and l.ended_at is null and e.actor_kind = 'staff'
        and (e.user_id is null or e.user_id = ${userId})
        and (case when l.visible_until is null
          then (e.happened_at at time zone ${timeZone})::date >= held.holder_since
          else (e.happened_at at time zone ${timeZone})::date < l.visible_until end)
        and ${isOlder}
      union
      select e.* from audit_entries e
      where e.user_id = ${userId} and e.actor_kind = 'staff' and ${isOlder}
      order by audit_entry_id desc limit ${limit}) e
    left join personal_accounts a on a.personal_account_id = e.personal_account_id
    left join staff_members s on s.staff_member_id = e.actor_id
    order by e.audit_entry_id desc`.execute(db);
  return rows.map(toRecord);
}

function toRecord(row: Row): AuditRecord {
  return {
    auditEntryId: row.audit_entry_id,
    happenedAt: row.happened_at,
    actorKind: row.actor_kind,
    actorId: row.actor_id,
    actorName: row.actor_name,
    actorRole: row.role,
    action: row.action,
    personalAccountId: row.personal_account_id,
    number: row.number,
    userId: row.user_id,
    subject: row.subject,
    reason: row.reason,
    requestId: row.request_id,
  };
}
