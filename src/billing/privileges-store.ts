import { sql } from 'kysely';
import type { Actor } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import type { NewPrivilege } from './privilege-rules.ts';

export type KnownPrivilege = NewPrivilege & {
  privilegeId: number;
  recordedMonth: PlainMonth;
  recordedAt: Date;
  /** Null: an import brought it. */
  recordedByName: string | null;
  cancelledAt: Date | null;
};

/** Newest first, those that were taken back included. */
export async function findPrivileges(
  db: Db,
  _actor: Actor,
  { personalAccountId }: { personalAccountId: number },
): Promise<KnownPrivilege[]> {
  const rows = await db
    .selectFrom('privileges as p')
    .leftJoin('staff_members as s', 's.staff_member_id', 'p.staff_member_id')
    .selectAll('p')
    .select(['s.name', sql<string>`trim_scale(p.share)::text`.as('plain_share')])
    .where('p.personal_account_id', '=', personalAccountId)
    .orderBy('p.valid_from', 'desc')
    .orderBy('p.privilege_id', 'desc')
    .execute();
  return rows.map((row) => ({
    privilegeId: row.privilege_id,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    share: row.plain_share,
    category: row.category,
    recordedMonth: row.recorded_month,
    recordedAt: row.recorded_at,
    recordedByName: row.name,
    cancelledAt: row.cancelled_at,
  }));
}

export type PrivilegeRecord = {
  personalAccountId: number;
  privilege: NewPrivilege;
  recordedMonth: PlainMonth;
  staffMemberId: number;
  now: Date;
};

/** Null when one of that day is there already. */
export async function insertPrivilege(tx: Tx, record: PrivilegeRecord): Promise<number | null> {
  const { personalAccountId, privilege, recordedMonth, staffMemberId, now } = record;
  const row = await tx
    .insertInto('privileges')
    .values({
      personal_account_id: personalAccountId,
      valid_from: privilege.validFrom,
      valid_to: privilege.validTo,
      share: privilege.share,
      category: privilege.category,
      recorded_month: recordedMonth,
      recorded_at: now,
      register_import_id: null,
      staff_member_id: staffMemberId,
      cancelled_at: null,
      cancelled_month: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('privilege_id')
    .executeTakeFirst();
  return row?.privilege_id ?? null;
}

/** False when it was cancelled before. */
export async function markPrivilegeCancelled(
  tx: Tx,
  place: { personalAccountId: number; privilegeId: number; month: PlainMonth; now: Date },
): Promise<boolean> {
  const row = await tx
    .updateTable('privileges')
    .set({ cancelled_at: place.now, cancelled_month: place.month })
    .where('personal_account_id', '=', place.personalAccountId)
    .where('privilege_id', '=', place.privilegeId)
    .where('cancelled_at', 'is', null)
    .executeTakeFirst();
  return row.numUpdatedRows > 0n;
}
