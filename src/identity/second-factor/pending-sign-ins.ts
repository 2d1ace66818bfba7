import type { Db, Tx } from '#src/db/database.ts';
import { hashSecretToken, isSecretToken, newSecretToken } from '../secret-token.ts';
import { type OwnerId, ownerColumns } from './factor-owner.ts';

/** Time to fetch the phone. */
export const PENDING_MINUTES = 10;

export type PendingSignIn = {
  ownerId: number;
  isRemembered: boolean;
  /** Where the person wanted to go, and the form whose session had ended. */
  next: string;
  held: string;
};

/** The password was right: begins the time for the second factor. Only the token's hash is kept. */
export async function beginPendingSignIn(
  db: Db,
  owner: OwnerId,
  { isRemembered, next, held, now }: Omit<PendingSignIn, 'ownerId'> & { now: Date },
): Promise<string> {
  const token = newSecretToken();
  await db
    .insertInto('pending_sign_ins')
    .values({
      ...ownerColumns(owner),
      token_hash: hashSecretToken(token),
      remembered: isRemembered,
      next_address: next,
      held_form: held,
      created_at: now,
      expires_at: new Date(now.getTime() + PENDING_MINUTES * 60_000),
    })
    .execute();
  return token;
}

type PendingUse = { kind: OwnerId['kind']; token: string; now: Date };

export async function findPendingSignIn(
  db: Db,
  { kind, token, now }: PendingUse,
): Promise<PendingSignIn | null> {
  if (!isSecretToken(token)) return null;
  const row = await db
    .selectFrom('pending_sign_ins')
    .select(['owner_id', 'remembered', 'next_address', 'held_form'])
    .where('token_hash', '=', hashSecretToken(token))
    .where('owner_kind', '=', kind)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (!row) return null;
  return {
    ownerId: row.owner_id,
    isRemembered: row.remembered,
    next: row.next_address,
    held: row.held_form,
  };
}

/** Locks it until the transaction ends; false when it is gone. */
export async function holdPendingSignIn(
  tx: Tx,
  { kind, token, now }: PendingUse,
): Promise<boolean> {
  const row = await tx
    .selectFrom('pending_sign_ins')
    .select('owner_id')
    .where('token_hash', '=', hashSecretToken(token))
    .where('owner_kind', '=', kind)
    .where('expires_at', '>', now)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** False when somebody else has used it up meanwhile, or it was ended. */
export async function consumePendingSignIn(
  tx: Tx,
  { kind, token, now }: PendingUse,
): Promise<boolean> {
  const used = await tx
    .deleteFrom('pending_sign_ins')
    .where('token_hash', '=', hashSecretToken(token))
    .where('owner_kind', '=', kind)
    .where('expires_at', '>', now)
    .returning('owner_id')
    .executeTakeFirst();
  return used !== undefined;
}

/** A password that is replaced takes what it has begun along. */
export async function endPendingSignIns(tx: Tx, { kind, id }: OwnerId): Promise<void> {
  await tx
    .deleteFrom('pending_sign_ins')
    .where('owner_kind', '=', kind)
    .where('owner_id', '=', id)
    .execute();
}
