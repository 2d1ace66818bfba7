import { createHash, randomInt } from 'node:crypto';
import type { Db, Tx } from '#src/db/database.ts';
import { type OwnerId, ownerColumns } from './factor-owner.ts';

const CODES = 10;
/** Without 0 and o, 1, i and l: codes are copied by hand. */
const LETTERS = '23456789abcdefghjkmnpqrstuvwxyz';
/** 79 bits: no key is needed to keep its hash, so codes outlive a change of the product's key. */
const CODE_LENGTH = 16;
const GROUP = /.{4}(?=.)/g;

function newCode(): string {
  const letters = Array.from({ length: CODE_LENGTH }, () => LETTERS[randomInt(LETTERS.length)]);
  return letters.join('').replace(GROUP, '$&-');
}

/** With the owner in it: the same code of somebody else is another. */
const hashOf = (owner: OwnerId, code: string): Buffer => {
  const letters = code.toLowerCase().replace(/[\s-]/g, '');
  return createHash('sha256').update(`${owner.kind} ${owner.id} ${letters}`).digest();
};

/** Ten new ones; those before are no good any more. Their texts are shown once and not kept. */
export async function renewRecoveryCodes(tx: Tx, owner: OwnerId, now: Date): Promise<string[]> {
  await removeRecoveryCodes(tx, owner);
  const codes = Array.from({ length: CODES }, newCode);
  await tx
    .insertInto('recovery_codes')
    .values(
      codes.map((code) => ({
        ...ownerColumns(owner),
        code_hash: hashOf(owner, code),
        created_at: now,
      })),
    )
    .execute();
  return codes;
}

export async function removeRecoveryCodes(tx: Tx, owner: OwnerId): Promise<void> {
  await tx
    .deleteFrom('recovery_codes')
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', owner.id)
    .execute();
}

/** Uses the code up by one statement, so that of racing uses one alone succeeds. */
export async function useRecoveryCode(tx: Tx, owner: OwnerId, code: string): Promise<boolean> {
  const used = await tx
    .deleteFrom('recovery_codes')
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', owner.id)
    .where('code_hash', '=', hashOf(owner, code))
    .returning('created_at')
    .executeTakeFirst();
  return used !== undefined;
}

export async function countRecoveryCodes(db: Db, owner: OwnerId): Promise<number> {
  const { left } = await db
    .selectFrom('recovery_codes')
    .select((of) => of.fn.countAll<number>().as('left'))
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', owner.id)
    .executeTakeFirstOrThrow();
  return Number(left);
}
