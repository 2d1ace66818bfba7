import type { Resident } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Db, Tx } from '#src/db/database.ts';
import { withIdempotency } from '#src/db/idempotency.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import type { ApiScope, TokenLifetimeDays } from './api-scopes.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { lockUser } from './own-password.ts';
import { hashSecretToken, isSecretToken, newSecretToken } from './secret-token.ts';
import type { SessionUser } from './sessions.ts';

/** More programs than any household has; a form or a program run wild makes no more. */
export const MAX_API_TOKENS = 20;
const DAY_MS = 86_400_000;
/** A program asks often; a write at each request would make them queue for one row. */
const TOUCH_AFTER_MS = 5 * 60_000;
/** The prefix lets secret scanners and people recognise a leaked token. */
const PREFIX = 'ochag_';

export type NewApiToken = {
  name: string;
  /** At least one. */
  scopes: readonly ApiScope[];
  lifetimeDays: TokenLifetimeDays;
  /** Of the form: one key, one token. */
  key?: string | undefined;
  /** Of the password that was verified just now. */
  passwordHash: string;
};

export type ApiTokenCreation =
  /** Null: a repeat of a form that has made its token; the text was shown then, and is not kept. */
  { ok: true; text: string | null } | { ok: false; code: 'too_many_tokens' | 'password_wrong' };

/**
 * Makes a token for a program of the user's own; its text is shown once and never again. It outlives
 * the session, so whoever found the device open makes none; the owner is told by letter.
 */
export async function createApiToken(
  { db, clock }: IdentityDeps,
  actor: Resident,
  { key, passwordHash, ...token }: NewApiToken,
): Promise<ApiTokenCreation> {
  const now = clock.now();
  const { userId } = actor;
  return inTransaction(db, async (tx): Promise<ApiTokenCreation> => {
    let text: string | null = null;
    // The same for every name: a form sent again with another name is a repeat all the same.
    const asked = { userId, operation: 'create_api_token', key, request: {}, now };
    // Under a lock of the user's row, so that forms sent at once are counted one after another.
    const user = await lockUser(tx, userId, passwordHash);
    if (!user) return { ok: false, code: 'password_wrong' };
    const made = await withIdempotency(tx, asked, async () => {
      if (!(await hasRoomForToken(tx, userId, now))) return { ok: false };
      text = newSecretToken();
      await insertApiToken(tx, { ...token, userId, text, now });
      await recordEntry(tx, actor, { action: 'create_api_token', userId, now });
      const data = { scopes: token.scopes, lifetimeDays: token.lifetimeDays };
      await queueLetter(tx, { kind: 'api_token_created', to: user.email, userId, data }, now);
      return { ok: true };
    });
    if (!made.ok) return { ok: false, code: 'too_many_tokens' };
    return { ok: true, text: text && PREFIX + text };
  });
}

async function hasRoomForToken(tx: Tx, userId: number, now: Date): Promise<boolean> {
  const live = await tx
    .selectFrom('api_tokens')
    .select('api_token_id')
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .execute();
  return live.length < MAX_API_TOKENS;
}

type TokenRow = Omit<NewApiToken, 'key' | 'passwordHash'> & {
  userId: number;
  text: string;
  now: Date;
};

async function insertApiToken(
  tx: Tx,
  { userId, name, scopes, lifetimeDays, text, now }: TokenRow,
): Promise<void> {
  await tx
    .insertInto('api_tokens')
    .values({
      token_hash: hashSecretToken(text),
      user_id: userId,
      name,
      scopes: [...scopes],
      created_at: now,
      expires_at: new Date(now.getTime() + lifetimeDays * DAY_MS),
    })
    .execute();
}

export async function listApiTokens({ db, clock }: IdentityDeps, actor: Resident) {
  return db
    .selectFrom('api_tokens')
    .select(['api_token_id', 'name', 'scopes', 'created_at', 'last_used_at', 'expires_at'])
    .where('user_id', '=', actor.userId)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', clock.now())
    .orderBy('api_token_id', 'desc')
    .execute();
}

export async function revokeApiToken(
  { db, clock }: IdentityDeps,
  actor: Resident,
  apiTokenId: number,
): Promise<void> {
  const { userId } = actor;
  const now = clock.now();
  await inTransaction(db, async (tx) => {
    const { numUpdatedRows } = await tx
      .updateTable('api_tokens')
      .set({ revoked_at: now })
      .where('api_token_id', '=', apiTokenId)
      .where('user_id', '=', userId)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows === 0n) return;
    await recordEntry(tx, actor, { action: 'revoke_api_token', userId, now });
  });
}

/** The user that a live token speaks for, or null. */
export async function findApiTokenUser(
  db: Db,
  token: string,
  now: Date,
): Promise<(Omit<SessionUser, 'sessionId'> & { scopes: string[] }) | null> {
  const text = token.startsWith(PREFIX) ? token.slice(PREFIX.length) : '';
  if (!isSecretToken(text)) return null;
  const row = await db
    .selectFrom('api_tokens as t')
    .innerJoin('users as u', 'u.user_id', 't.user_id')
    .select(['t.api_token_id', 't.last_used_at', 't.scopes'])
    .select(['u.user_id', 'u.email', 'u.is_demo'])
    .select(['u.last_name', 'u.first_name', 'u.middle_name'])
    .where('t.token_hash', '=', hashSecretToken(text))
    .where('t.revoked_at', 'is', null)
    .where('t.expires_at', '>', now)
    .where('u.closed_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  const { last_used_at: lastUsedAt, api_token_id: apiTokenId } = row;
  if (lastUsedAt === null || now.getTime() - lastUsedAt.getTime() > TOUCH_AFTER_MS) {
    await db
      .updateTable('api_tokens')
      .set({ last_used_at: now })
      .where('api_token_id', '=', apiTokenId)
      .execute();
  }
  return {
    userId: row.user_id,
    email: row.email,
    lastName: row.last_name,
    firstName: row.first_name,
    middleName: row.middle_name,
    isDemo: row.is_demo,
    scopes: row.scopes,
  };
}
