import { type Resident, resident } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Db, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import type { ContactKind } from './contact-changes.ts';
import { emailKey } from './email.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { consumeToken, findTokenSubject } from './one-time-tokens.ts';
import { isPasswordRight } from './password-hash.ts';
import { hasSecondFactor } from './second-factor/factors.ts';
import { endPendingSignIns } from './second-factor/pending-sign-ins.ts';
import { endSessions, rotateSession } from './sessions.ts';

const UNIQUE_VIOLATION = '23505';
const purpose = 'contact_change';

export type ContactConfirmation = {
  token: string;
  password: string;
  /** Who is signed in where the link was opened; null for nobody. */
  visitor: { actor: Resident; sessionId: number } | null;
  requestId: string;
};

export type ConfirmedContact =
  | {
      ok: true;
      kind: ContactKind;
      /** Of the session that goes on, when its owner answered the letter. */
      session: { token: string; isRemembered: boolean } | null;
    }
  | {
      ok: false;
      code:
        | 'token_unknown'
        | 'password_needed'
        | 'password_wrong'
        | 'sign_in_needed'
        | 'contact_taken';
    };

type Pending = {
  userId: number;
  kind: ContactKind;
  value: string;
  passwordHash: string;
  /** The present one of the cabinet. */
  email: string;
  /** A password alone opens nothing of theirs, this neither. */
  hasFactor: boolean;
};

/** What the live token of a letter would change. */
export async function findPendingContact(
  db: Db,
  { token, now }: { token: string; now: Date },
): Promise<Pending | null> {
  const subjectId = await findTokenSubject(db, { token, purpose, now });
  if (subjectId === null) return null;
  const row = await db
    .selectFrom('contact_changes as c')
    .innerJoin('users as u', 'u.user_id', 'c.user_id')
    .select(['c.user_id', 'c.kind', 'c.new_value', 'u.password_hash', 'u.email'])
    .where('c.contact_change_id', '=', subjectId)
    .where('c.expires_at', '>', now)
    .executeTakeFirst();
  if (!row) return null;
  const { user_id: userId, kind, new_value: value, password_hash: passwordHash, email } = row;
  const hasFactor = await hasSecondFactor(db, { kind: 'user', id: userId });
  return { userId, kind, value, passwordHash, email, hasFactor };
}

/**
 * Changes the contact. The link alone does not: an address with a mistyped letter is somebody's
 * mailbox, and who reads it would own the cabinet. So the owner is signed in, or names the
 * password, if that is all that a sign-in asks for. All other sessions end, this one goes on under a new token, and both sides are told.
 */
export async function confirmContactChange(
  { db, clock }: IdentityDeps,
  { token, password, visitor, requestId }: ContactConfirmation,
): Promise<ConfirmedContact> {
  const now = clock.now();
  const pending = await findPendingContact(db, { token, now });
  if (!pending) return { ok: false, code: 'token_unknown' };
  const isOwnerHere = visitor?.actor.userId === pending.userId;
  if (!isOwnerHere) {
    if (pending.hasFactor) return { ok: false, code: 'sign_in_needed' };
    if (!password) return { ok: false, code: 'password_needed' };
    const isRight = await isPasswordRight(pending.passwordHash, password);
    if (!isRight) return { ok: false, code: 'password_wrong' };
  }
  const sessionId = isOwnerHere ? visitor?.sessionId : undefined;
  try {
    return await inTransaction(db, async (tx): Promise<ConfirmedContact> => {
      const changed = await change(tx, { token, passwordHash: pending.passwordHash, now });
      if (!changed) return { ok: false, code: 'token_unknown' };
      const { userId, kind } = changed;
      await endSessions(tx, userId, sessionId);
      await endPendingSignIns(tx, { kind: 'user', id: userId });
      await recordEntry(tx, resident(userId), { action: `change_${kind}`, userId, requestId, now });
      return {
        ok: true,
        kind,
        session: sessionId ? await rotateSession(tx, { userId, sessionId }) : null,
      };
    });
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    // Somebody else's since the letter was written: the unique keys of `users` have decided.
    return { ok: false, code: 'contact_taken' };
  }
}

type Verified = { token: string; passwordHash: string; now: Date };

async function change(tx: Tx, { token, passwordHash, now }: Verified) {
  const subjectId = await consumeToken(tx, { token, purpose, now });
  if (subjectId === null) return null;
  const wish = await tx
    .deleteFrom('contact_changes')
    .where('contact_change_id', '=', subjectId)
    .returning(['user_id', 'kind', 'new_value'])
    .executeTakeFirst();
  if (!wish) return null;
  const { user_id: userId, kind, new_value: value } = wish;
  const user = await tx
    .selectFrom('users')
    .select('email')
    .where('user_id', '=', userId)
    .where('password_hash', '=', passwordHash)
    .forUpdate()
    .executeTakeFirst();
  if (!user) return null;
  await tx
    .updateTable('users')
    .set(kind === 'email' ? { email: value, email_key: emailKey(value) } : { phone: value })
    .where('user_id', '=', userId)
    .execute();
  const letter = { kind: `${kind}_changed`, userId };
  await queueLetter(tx, { ...letter, to: user.email }, now);
  if (kind === 'email') {
    await queueLetter(tx, { ...letter, to: value }, now);
    // A link that waits in the old mailbox opens the cabinet no more.
    await tx
      .deleteFrom('one_time_tokens')
      .where('purpose', '=', 'password_reset')
      .where('subject_id', '=', userId)
      .execute();
  }
  return { userId, kind };
}
