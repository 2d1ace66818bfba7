import type { Db, Tx } from '#src/db/database.ts';
import { type FactorOwner, type OwnerId, ownerColumns } from './factor-owner.ts';
import { openSealedText, sealText } from './sealed-text.ts';
import { findTotpStep, newTotpSecret } from './totp.ts';

/** Time to find the phone and to install an application. */
const OFFER_MS = 60 * 60_000;
/** Less than any step there is. */
const NO_STEP = 0;

type Keys = { secret: string };
/** To open, those before it as well. */
type OpeningKeys = Keys & { previousSecrets?: readonly string[] };
type OfferDeps = Keys & { now: Date };

const purposeOf = ({ kind, id }: OwnerId) => `totp of ${kind} ${id}`;
const offerPurposeOf = (owner: OwnerId) => `offer of ${purposeOf(owner)}`;

export type AppOffer = {
  /** Base32, for the application. */
  totpSecret: string;
  /** The same for the form, that it may bring it back; nobody but us can read or make one. */
  sealed: string;
};

/** A secret that becomes a factor when the person shows a code made with it. */
export function offerApp(owner: OwnerId, { secret, now }: OfferDeps): AppOffer {
  const totpSecret = newTotpSecret();
  const text = `${now.getTime() + OFFER_MS}:${totpSecret}`;
  const sealed = sealText(text, { secret, purpose: offerPurposeOf(owner) }).toString('base64url');
  return { totpSecret, sealed };
}

/** The offer that a form has brought back; null when it is none of this owner's, or too old. */
export function readAppOffer(
  owner: OwnerId,
  sealed: string,
  { secret, now }: OfferDeps,
): AppOffer | null {
  const seal = { secret, purpose: offerPurposeOf(owner) };
  const text = openSealedText(Buffer.from(sealed, 'base64url'), seal);
  const [, until, totpSecret] = /^(\d+):(\w+)$/.exec(text ?? '') ?? [];
  if (!totpSecret || Number(until) < now.getTime()) return null;
  return { totpSecret, sealed };
}

export type AppToAdd = { totpSecret: string; code: string; now: Date };

/** False when the code is not of the secret: the application was not set up. */
export async function addApp(
  tx: Tx,
  owner: FactorOwner,
  { totpSecret, code, now, secret }: AppToAdd & Keys,
): Promise<boolean> {
  const step = findTotpStep({ secret: totpSecret, code, lastUsedStep: NO_STEP, now });
  if (step === null) return false;
  await saveAppSecret(tx, owner, { totpSecret, lastUsedStep: step, now, secret });
  return true;
}

/** One for each owner: another one takes the place of the first. */
export async function saveAppSecret(
  db: Db,
  owner: OwnerId,
  kept: { totpSecret: string; lastUsedStep?: number; now: Date } & Keys,
): Promise<void> {
  const { totpSecret, lastUsedStep = NO_STEP, now, secret } = kept;
  const values = {
    sealed_secret: sealText(totpSecret, { secret, purpose: purposeOf(owner) }),
    last_used_step: lastUsedStep,
    created_at: now,
  };
  await db
    .insertInto('totp_secrets')
    .values({ ...ownerColumns(owner), ...values })
    .onConflict((conflict) => conflict.columns(['owner_kind', 'owner_id']).doUpdateSet(values))
    .execute();
}

/**
 * Whether the code is right and has not been used; then it is used up. The row is locked, so that
 * of two who send one code at once one gets in. A secret that the key no longer opens fits no code.
 */
export async function useAppCode(
  tx: Tx,
  owner: OwnerId,
  { code, now, secret, previousSecrets }: { code: string; now: Date } & OpeningKeys,
): Promise<boolean> {
  const purpose = purposeOf(owner);
  const row = await tx
    .selectFrom('totp_secrets')
    .select(['sealed_secret', 'last_used_step'])
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', owner.id)
    .forUpdate()
    .executeTakeFirst();
  const totpSecret = row && openSealedText(row.sealed_secret, { secret, previousSecrets, purpose });
  if (!totpSecret) return false;
  const step = findTotpStep({ secret: totpSecret, code, lastUsedStep: row.last_used_step, now });
  if (step === null) return false;
  await tx
    .updateTable('totp_secrets')
    // Sealed anew each time, so that a key that was replaced leaves the table by itself.
    .set({ last_used_step: step, sealed_secret: sealText(totpSecret, { secret, purpose }) })
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', owner.id)
    .execute();
  return true;
}

/** Whether there is one that this key opens. */
export async function hasUsableApp(db: Db, owner: OwnerId, keys: OpeningKeys): Promise<boolean> {
  const row = await db
    .selectFrom('totp_secrets')
    .select('sealed_secret')
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', owner.id)
    .executeTakeFirst();
  return Boolean(row && openSealedText(row.sealed_secret, { ...keys, purpose: purposeOf(owner) }));
}
