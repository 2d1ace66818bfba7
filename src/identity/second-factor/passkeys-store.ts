import type { Db } from '#src/db/database.ts';
import { type OwnerId, ownerColumns } from './factor-owner.ts';

export type KeptPasskey = {
  passkeyId: number;
  name: string;
  credentialId: string;
  publicKey: Buffer;
  counter: number;
  /** Separated by commas. */
  transports: string;
  createdAt: Date;
  lastUsedAt: Date | null;
};

const ofOwner = (db: Db, { kind, id }: OwnerId) =>
  db.selectFrom('passkeys').selectAll().where('owner_kind', '=', kind).where('owner_id', '=', id);

type Row = NonNullable<Awaited<ReturnType<ReturnType<typeof ofOwner>['executeTakeFirst']>>>;

const toPasskey = (row: Row): KeptPasskey => ({
  passkeyId: row.passkey_id,
  name: row.name,
  credentialId: row.credential_id,
  publicKey: row.public_key,
  counter: row.counter,
  transports: row.transports,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
});

export async function listPasskeys(db: Db, owner: OwnerId): Promise<KeptPasskey[]> {
  const rows = await ofOwner(db, owner).orderBy('passkey_id').execute();
  return rows.map(toPasskey);
}

/** Locked: its counter is compared and raised. */
export async function findPasskey(
  db: Db,
  owner: OwnerId,
  credentialId: string,
): Promise<KeptPasskey | null> {
  const row = await ofOwner(db, owner)
    .where('credential_id', '=', credentialId)
    .forUpdate()
    .executeTakeFirst();
  return row ? toPasskey(row) : null;
}

type NewPasskey = Pick<KeptPasskey, 'credentialId' | 'counter' | 'transports' | 'name'> & {
  publicKey: Uint8Array;
  now: Date;
};

/** False when this very passkey is there already. */
export async function insertPasskey(
  db: Db,
  owner: OwnerId,
  { credentialId, publicKey, counter, transports, name, now }: NewPasskey,
): Promise<boolean> {
  const row = await db
    .insertInto('passkeys')
    .values({
      ...ownerColumns(owner),
      credential_id: credentialId,
      public_key: Buffer.from(publicKey),
      counter,
      transports,
      name,
      created_at: now,
    })
    .onConflict((conflict) => conflict.column('credential_id').doNothing())
    .returning('passkey_id')
    .executeTakeFirst();
  return row !== undefined;
}

export async function noteUse(
  db: Db,
  { passkeyId, counter, now }: { passkeyId: number; counter: number; now: Date },
): Promise<void> {
  await db
    .updateTable('passkeys')
    .set({ counter, last_used_at: now })
    .where('passkey_id', '=', passkeyId)
    .execute();
}

export async function deletePasskey(db: Db, owner: OwnerId, passkeyId: number): Promise<boolean> {
  const row = await db
    .deleteFrom('passkeys')
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', owner.id)
    .where('passkey_id', '=', passkeyId)
    .returning('passkey_id')
    .executeTakeFirst();
  return row !== undefined;
}
