import { type ExpressionBuilder, sql } from 'kysely';
import type { Db } from '#src/db/database.ts';
import type { Schema } from '#src/db/schema.ts';
import { hashSecretToken, isSecretToken, newSecretToken } from './secret-token.ts';

const HOUR_MS = 3_600_000;
/** A day at a shared computer; 90 days where the person asked to be remembered. */
const LIFETIME_MS = { ordinary: 24 * HOUR_MS, remembered: 90 * 24 * HOUR_MS };
/**
 * Without a request: a computer that somebody walked away from; a phone lost weeks ago. Who comes
 * once a month to send a reading stays signed in.
 */
const IDLE_MS = { ordinary: 2 * HOUR_MS, remembered: 45 * 24 * HOUR_MS };
export const REMEMBERED_SECONDS = LIFETIME_MS.remembered / 1000;
/** Last-seen is for the list of devices; a write at every request would buy nothing. */
const TOUCH_AFTER_MS = 5 * 60_000;

/** Where a request came from, as records of sign-in and consent keep it. */
export type Client = { address: string; userAgent: string; visitorHash: string };

export type NewSession = {
  userId: number;
  /** The one that the sign-in was verified by. */
  passwordHash: string;
  isRemembered: boolean;
  client: Client;
  now: Date;
};

/**
 * Begins a session and returns the text of its cookie; only the hash is kept. Null when the
 * password is another by now: the user's row is locked against a reset, which either waits and
 * ends this session with the others, or has gone first and lets none begin by the old password.
 */
export async function createSession(db: Db, session: NewSession): Promise<string | null> {
  const token = newSecretToken();
  const { userId, passwordHash, isRemembered, client, now } = session;
  const lifetime = isRemembered ? LIFETIME_MS.remembered : LIFETIME_MS.ordinary;
  const { numInsertedOrUpdatedRows: inserted = 0n } = await db
    .insertInto('sessions')
    .columns([
      'token_hash',
      'user_id',
      'created_at',
      'last_seen_at',
      'expires_at',
      'remembered',
      'user_agent',
      'address',
    ])
    .expression((is) =>
      is
        .selectFrom('users')
        .select((of) => [
          sql<Buffer>`${hashSecretToken(token)}::bytea`.as('token_hash'),
          of.ref('user_id').as('user_id'),
          sql<Date>`${now}::timestamptz`.as('created_at'),
          sql<Date>`${now}::timestamptz`.as('last_seen_at'),
          sql<Date>`${new Date(now.getTime() + lifetime)}::timestamptz`.as('expires_at'),
          sql<boolean>`${isRemembered}::boolean`.as('remembered'),
          sql<string>`${client.userAgent.slice(0, 300)}::text`.as('user_agent'),
          sql<string>`${client.address}::text`.as('address'),
        ])
        .where('user_id', '=', userId)
        .where('password_hash', '=', passwordHash)
        .forShare(),
    )
    .executeTakeFirst();
  return inserted > 0n ? token : null;
}

export type SessionUser = {
  sessionId: number;
  userId: number;
  email: string;
  lastName: string;
  firstName: string;
  middleName: string;
  isDemo: boolean;
};

/** Neither too old nor left alone for too long. */
export function isLiveSession(now: Date) {
  const seenSince = (idleMs: number) => new Date(now.getTime() - idleMs);
  return (is: ExpressionBuilder<{ sessions: Schema['sessions'] }, 'sessions'>) =>
    is.and([
      is('sessions.expires_at', '>', now),
      is('sessions.last_seen_at', '>', seenSince(IDLE_MS.remembered)),
      is.or([
        is('sessions.remembered', '=', true),
        is('sessions.last_seen_at', '>', seenSince(IDLE_MS.ordinary)),
      ]),
    ]);
}

/** The user of a live session, or null. */
export async function findSession(db: Db, token: string, now: Date): Promise<SessionUser | null> {
  if (!isSecretToken(token)) return null;
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users as u', 'u.user_id', 'sessions.user_id')
    .select(['sessions.session_id', 'sessions.last_seen_at'])
    .select(['u.user_id', 'u.email', 'u.is_demo', 'u.last_name', 'u.first_name', 'u.middle_name'])
    .where('sessions.token_hash', '=', hashSecretToken(token))
    .where(isLiveSession(now))
    .executeTakeFirst();
  if (!row) return null;
  if (now.getTime() - row.last_seen_at.getTime() > TOUCH_AFTER_MS) {
    await db
      .updateTable('sessions')
      .set({ last_seen_at: now })
      .where('session_id', '=', row.session_id)
      .execute();
  }
  return {
    sessionId: row.session_id,
    userId: row.user_id,
    email: row.email,
    lastName: row.last_name,
    firstName: row.first_name,
    middleName: row.middle_name,
    isDemo: row.is_demo,
  };
}

export async function endSession(db: Db, sessionId: number): Promise<void> {
  await db.deleteFrom('sessions').where('session_id', '=', sessionId).execute();
}

/** One of the user's own; somebody else's is left alone. */
export async function endOwnSession(db: Db, userId: number, sessionId: number): Promise<void> {
  await db
    .deleteFrom('sessions')
    .where('session_id', '=', sessionId)
    .where('user_id', '=', userId)
    .execute();
}

/** All of a user's sessions, or all but the one they are looking from. */
export async function endSessions(db: Db, userId: number, exceptSessionId?: number): Promise<void> {
  let query = db.deleteFrom('sessions').where('user_id', '=', userId);
  if (exceptSessionId !== undefined) query = query.where('session_id', '<>', exceptSessionId);
  await query.execute();
}

/**
 * After a change of what a sign-in asks for: this session goes on under another token, all others
 * end. Null when this one has ended meanwhile.
 */
export async function rotateSession(
  db: Db,
  { userId, sessionId }: { userId: number; sessionId: number },
): Promise<{ token: string; isRemembered: boolean } | null> {
  await endSessions(db, userId, sessionId);
  const token = newSecretToken();
  const row = await db
    .updateTable('sessions')
    .set({ token_hash: hashSecretToken(token) })
    .where('session_id', '=', sessionId)
    .where('user_id', '=', userId)
    .returning('remembered')
    .executeTakeFirst();
  return row ? { token, isRemembered: row.remembered } : null;
}

export async function listSessions(db: Db, userId: number, now: Date) {
  return db
    .selectFrom('sessions')
    .select(['session_id', 'created_at', 'last_seen_at', 'expires_at'])
    .select(['user_agent', 'address', 'remembered'])
    .where('user_id', '=', userId)
    .where(isLiveSession(now))
    .orderBy('last_seen_at', 'desc')
    .execute();
}
