import type { Db, Tx } from '#src/db/database.ts';
import type { OwnerId } from './factor-owner.ts';
import { deletePasskey, listPasskeys } from './passkeys-store.ts';
import { countRecoveryCodes, removeRecoveryCodes } from './recovery-codes.ts';

export type Factors = {
  app: { createdAt: Date } | null;
  passkeys: { passkeyId: number; name: string; createdAt: Date; lastUsedAt: Date | null }[];
  recoveryCodesLeft: number;
};

const findApp = (db: Db, { kind, id }: OwnerId) =>
  db
    .selectFrom('totp_secrets')
    .select('created_at')
    .where('owner_kind', '=', kind)
    .where('owner_id', '=', id);

export async function findFactors(db: Db, owner: OwnerId): Promise<Factors> {
  const app = await findApp(db, owner).executeTakeFirst();
  const passkeys = await listPasskeys(db, owner);
  return {
    app: app ? { createdAt: app.created_at } : null,
    passkeys,
    recoveryCodesLeft: await countRecoveryCodes(db, owner),
  };
}

export const countFactors = ({ app, passkeys }: Factors): number => (app ? 1 : 0) + passkeys.length;

/** Whether a password alone is not enough. */
export async function hasSecondFactor(db: Db, { kind, id }: OwnerId): Promise<boolean> {
  const found = await db
    .selectNoFrom(({ or, exists, selectFrom }) =>
      or([
        exists(
          selectFrom('totp_secrets')
            .select('owner_id')
            .where('owner_kind', '=', kind)
            .where('owner_id', '=', id),
        ),
        exists(
          selectFrom('passkeys')
            .select('owner_id')
            .where('owner_kind', '=', kind)
            .where('owner_id', '=', id),
        ),
      ]).as('hasOne'),
    )
    .executeTakeFirstOrThrow();
  return Boolean(found.hasOne);
}

/** Which factor; `all`: with them the recovery codes. */
export type FactorName = { kind: 'app' } | { kind: 'passkey'; passkeyId: number } | { kind: 'all' };

export type Removal = { ok: true } | { ok: false; code: 'not_there' | 'last_one' };

/**
 * Takes a factor away; the last one takes the recovery codes along. Where a factor is required the
 * last one stays. Rows are locked: of two who remove the two last ones at once, one is refused.
 */
export async function removeFactor(
  tx: Tx,
  owner: OwnerId,
  { name, isRequired }: { name: FactorName; isRequired: boolean },
): Promise<Removal> {
  const app = await findApp(tx, owner).forUpdate().execute();
  const passkeys = await tx
    .selectFrom('passkeys')
    .select('passkey_id')
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', owner.id)
    .forUpdate()
    .execute();
  const known = app.length + passkeys.length;
  const isThere =
    name.kind === 'passkey'
      ? passkeys.some((passkey) => passkey.passkey_id === name.passkeyId)
      : (name.kind === 'app' ? app.length : known) > 0;
  if (!isThere) return { ok: false, code: 'not_there' };
  const left = name.kind === 'all' ? 0 : known - 1;
  if (isRequired && left === 0) return { ok: false, code: 'last_one' };
  if (name.kind === 'app') await deleteApp(tx, owner);
  else if (name.kind === 'passkey') await deletePasskey(tx, owner, name.passkeyId);
  if (left === 0) await removeAllFactors(tx, owner);
  return { ok: true };
}

/** For who has lost everything and has shown who they are. */
export async function removeAllFactors(tx: Tx, owner: OwnerId): Promise<void> {
  await deleteApp(tx, owner);
  await tx
    .deleteFrom('passkeys')
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', owner.id)
    .execute();
  await removeRecoveryCodes(tx, owner);
}

async function deleteApp(tx: Tx, { kind, id }: OwnerId): Promise<void> {
  await tx
    .deleteFrom('totp_secrets')
    .where('owner_kind', '=', kind)
    .where('owner_id', '=', id)
    .execute();
}
