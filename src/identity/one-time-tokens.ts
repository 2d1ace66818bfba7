import type { Db } from '#src/db/database.ts';
import { hashSecretToken, isSecretToken, newSecretToken } from './secret-token.ts';

export type TokenPurpose =
  | 'activation'
  | 'password_reset'
  | 'contact_change'
  | 'staff_invitation'
  | 'data_export'
  | 'autopay_ending';

export type NewToken = { purpose: TokenPurpose; subjectId: number; now: Date; expiresAt: Date };

/** Makes a token for a letter; only its hash is kept. */
export async function createOneTimeToken(db: Db, token: NewToken): Promise<string> {
  const text = newSecretToken();
  await db
    .insertInto('one_time_tokens')
    .values({
      token_hash: hashSecretToken(text),
      purpose: token.purpose,
      subject_id: token.subjectId,
      created_at: token.now,
      expires_at: token.expiresAt,
    })
    .execute();
  return text;
}

export type TokenUse = { token: string; purpose: TokenPurpose; now: Date };

/** Whom the token is for, without using it up; null when it is unknown, used or expired. */
export async function findTokenSubject(db: Db, use: TokenUse): Promise<number | null> {
  if (!isSecretToken(use.token)) return null;
  const row = await db
    .selectFrom('one_time_tokens')
    .select('subject_id')
    .where('token_hash', '=', hashSecretToken(use.token))
    .where('purpose', '=', use.purpose)
    .where('expires_at', '>', use.now)
    .executeTakeFirst();
  return row?.subject_id ?? null;
}

/**
 * Uses the token up, with every other one of the same purpose and subject: letters that were sent
 * again die together. One statement, so that of two racing uses one alone succeeds.
 */
export async function consumeToken(db: Db, use: TokenUse): Promise<number | null> {
  if (!isSecretToken(use.token)) return null;
  const used = await db
    .deleteFrom('one_time_tokens')
    .where('token_hash', '=', hashSecretToken(use.token))
    .where('purpose', '=', use.purpose)
    .where('expires_at', '>', use.now)
    .returning('subject_id')
    .executeTakeFirst();
  if (!used) return null;
  await db
    .deleteFrom('one_time_tokens')
    .where('purpose', '=', use.purpose)
    .where('subject_id', '=', used.subject_id)
    .execute();
  return used.subject_id;
}
