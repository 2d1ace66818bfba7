import type { Resident } from '#src/actor.ts';
import type { Db, Tx } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { emailKey } from './email.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { lockUser } from './own-password.ts';

export type ContactKind = 'email' | 'phone';

export const CONTACT_CHANGE_HOURS = 24;

export type ContactWish = {
  kind: ContactKind;
  /** Read from what was typed: an address, or a phone as E.164. */
  value: string;
  /** Verified just now. */
  passwordHash: string;
  /** False over the limit of letters to this address: the wish is kept, and may be sent later. */
  mayWrite: boolean;
};

export type ContactRequest =
  | { ok: true }
  | { ok: false; code: 'password_wrong' | 'same_as_now'; kind: ContactKind };

/**
 * Keeps the wish until its letter is answered. Whether the e-mail is somebody's already is found
 * out when its letter is written, so that the answer is one and the same; the phone's owner is
 * told of each try (docs/decisions/0008).
 */
export async function requestContactChange(
  { db, clock }: IdentityDeps,
  { userId }: Resident,
  { kind, value, passwordHash, mayWrite }: ContactWish,
): Promise<ContactRequest> {
  const now = clock.now();
  return inTransaction(db, async (tx): Promise<ContactRequest> => {
    const user = await lockUser(tx, userId, passwordHash);
    if (!user) return { ok: false, code: 'password_wrong', kind };
    const isSame = kind === 'email' ? user.email === value : user.phone === value;
    if (isSame) return { ok: false, code: 'same_as_now', kind };
    const contactChangeId = await keepWish(tx, { userId, kind, value, now });
    const data = { contactChangeId };
    if (kind === 'email') {
      if (mayWrite) await queueLetter(tx, { kind: 'email_change', to: value, userId, data }, now);
      await queueLetter(tx, { kind: 'email_change_asked', to: user.email, userId }, now);
      return { ok: true };
    }
    await queueLetter(tx, { kind: 'phone_change', to: user.email, userId, data }, now);
    await tellPhoneOwner(tx, value, now);
    return { ok: true };
  });
}

type Wish = { userId: number; kind: ContactKind; value: string; now: Date };

/** A newer wish takes the place of the older, whose link dies with it. */
async function keepWish(tx: Tx, { userId, kind, value, now }: Wish): Promise<number> {
  await tx
    .deleteFrom('contact_changes')
    .where('user_id', '=', userId)
    .where('kind', '=', kind)
    .execute();
  const row = await tx
    .insertInto('contact_changes')
    .values({
      user_id: userId,
      kind,
      new_value: value,
      created_at: now,
      expires_at: new Date(now.getTime() + CONTACT_CHANGE_HOURS * 3_600_000),
    })
    .returning('contact_change_id')
    .executeTakeFirstOrThrow();
  return row.contact_change_id;
}

async function tellPhoneOwner(tx: Tx, phone: string, now: Date): Promise<void> {
  const owner = await tx
    .selectFrom('users')
    .select(['user_id', 'email'])
    .where('phone', '=', phone)
    .executeTakeFirst();
  if (!owner) return;
  const letter = { kind: 'phone_claimed', to: owner.email, userId: owner.user_id };
  await queueLetter(tx, letter, now);
}

/** For the profile: what is asked for and not confirmed yet. */
export async function listContactChanges({ db, clock }: IdentityDeps, actor: Resident) {
  return db
    .selectFrom('contact_changes')
    .select(['kind', 'new_value', 'created_at', 'expires_at'])
    .where('user_id', '=', actor.userId)
    .where('expires_at', '>', clock.now())
    .orderBy('contact_change_id')
    .execute();
}

/** Whether another user has the address or the phone; case makes no other address. */
export async function isContactTaken(
  db: Db,
  { kind, value, userId }: { kind: ContactKind; value: string; userId: number },
): Promise<boolean> {
  const query = db.selectFrom('users').select('user_id').where('user_id', '<>', userId);
  const row = await (kind === 'email'
    ? query.where('email_key', '=', emailKey(value))
    : query.where('phone', '=', value)
  ).executeTakeFirst();
  return row !== undefined;
}
