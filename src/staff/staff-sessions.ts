import type { StaffRole } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { hashSecretToken, isSecretToken, newSecretToken } from '#src/identity/secret-token.ts';
import type { Client } from '#src/identity/sessions.ts';

const HOUR_MS = 3_600_000;
/** A shift, and a lunch: whoever left the desk must sign in again. */
const LIFETIME_MS = 12 * HOUR_MS;
const IDLE_MS = 1 * HOUR_MS;
const TOUCH_AFTER_MS = 60_000;

export type StaffSession = {
  staffSessionId: number;
  staffMemberId: number;
  name: string;
  role: StaffRole;
  isDemo: boolean;
};

/** Begins a session of somebody whose password and second factor were right. */
export async function createStaffSession(
  db: Db,
  { staffMemberId, client, now }: { staffMemberId: number; client: Client; now: Date },
): Promise<string> {
  const token = newSecretToken();
  await db
    .insertInto('staff_sessions')
    .values({
      token_hash: hashSecretToken(token),
      staff_member_id: staffMemberId,
      created_at: now,
      last_seen_at: now,
      expires_at: new Date(now.getTime() + LIFETIME_MS),
      user_agent: client.userAgent.slice(0, 300),
      address: client.address,
    })
    .execute();
  return token;
}

/** Null once it is expired, idle for an hour, or its member disabled. */
export async function findStaffSession(
  db: Db,
  token: string,
  now: Date,
): Promise<StaffSession | null> {
  if (!isSecretToken(token)) return null;
  const row = await db
    .selectFrom('staff_sessions as s')
    .innerJoin('staff_members as m', 'm.staff_member_id', 's.staff_member_id')
    .select(['s.staff_session_id', 's.last_seen_at'])
    .select(['m.staff_member_id', 'm.name', 'm.role', 'm.is_demo'])
    .where('s.token_hash', '=', hashSecretToken(token))
    .where('s.expires_at', '>', now)
    .where('s.last_seen_at', '>', new Date(now.getTime() - IDLE_MS))
    .where('m.disabled_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  if (now.getTime() - row.last_seen_at.getTime() > TOUCH_AFTER_MS) {
    await db
      .updateTable('staff_sessions')
      .set({ last_seen_at: now })
      .where('staff_session_id', '=', row.staff_session_id)
      .execute();
  }
  return {
    staffSessionId: row.staff_session_id,
    staffMemberId: row.staff_member_id,
    name: row.name,
    role: row.role,
    isDemo: row.is_demo,
  };
}

/** Recurring: who went home leaves no row behind. */
export async function removeExpiredStaffSessions(db: Db, now: Date): Promise<void> {
  await db
    .deleteFrom('staff_sessions')
    .where((is) =>
      is.or([
        is('expires_at', '<=', now),
        is('last_seen_at', '<=', new Date(now.getTime() - IDLE_MS)),
      ]),
    )
    .execute();
}

export async function endStaffSession(db: Db, staffSessionId: number): Promise<void> {
  await db.deleteFrom('staff_sessions').where('staff_session_id', '=', staffSessionId).execute();
}

/** All of a member's, or all but the one they are looking from. */
export async function endStaffSessions(
  db: Db,
  staffMemberId: number,
  exceptSessionId?: number,
): Promise<void> {
  let query = db.deleteFrom('staff_sessions').where('staff_member_id', '=', staffMemberId);
  if (exceptSessionId !== undefined) query = query.where('staff_session_id', '<>', exceptSessionId);
  await query.execute();
}

/** As of residents: this session goes on under another token, all others end. */
export async function rotateStaffSession(
  db: Db,
  { staffMemberId, staffSessionId }: { staffMemberId: number; staffSessionId: number },
): Promise<string | null> {
  await endStaffSessions(db, staffMemberId, staffSessionId);
  const token = newSecretToken();
  const row = await db
    .updateTable('staff_sessions')
    .set({ token_hash: hashSecretToken(token) })
    .where('staff_session_id', '=', staffSessionId)
    .returning('staff_session_id')
    .executeTakeFirst();
  return row ? token : null;
}
