import { recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { addApp } from './authenticator-app.ts';
import type { FactorOwner } from './factor-owner.ts';
import { type FactorName, hasSecondFactor, type Removal, removeFactor } from './factors.ts';
import { addPasskey, type RelyingParty } from './passkeys.ts';
import { listPasskeys } from './passkeys-store.ts';
import { renewRecoveryCodes } from './recovery-codes.ts';

/** More devices than anybody has; a script run wild adds no more. */
export const MAX_PASSKEYS = 20;

type Deed = { now: Date; requestId?: string };

export type FactorToAdd =
  | { kind: 'app'; totpSecret: string; code: string; secret: string }
  | { kind: 'passkey'; answer: string; name: string; party: RelyingParty };

export type Addition =
  /** `codes`: with the first factor come recovery codes, to be shown once. */
  { ok: true; codes: string[] | null } | { ok: false; code: 'not_proved' | 'too_many_passkeys' };

/** Adds a factor that the person has just shown to work, and tells them by letter. */
export async function addFactor(
  tx: Tx,
  owner: FactorOwner,
  { factor, ...deed }: Deed & { factor: FactorToAdd },
): Promise<Addition> {
  const isFirst = !(await hasSecondFactor(tx, owner));
  if (factor.kind === 'passkey' && (await listPasskeys(tx, owner)).length >= MAX_PASSKEYS) {
    return { ok: false, code: 'too_many_passkeys' };
  }
  const isAdded =
    factor.kind === 'app'
      ? await addApp(tx, owner, { ...factor, now: deed.now })
      : await addPasskey(tx, owner, { ...factor, now: deed.now });
  if (!isAdded) return { ok: false, code: 'not_proved' };
  const codes = isFirst ? await renewRecoveryCodes(tx, owner, deed.now) : null;
  await tell(tx, owner, {
    ...deed,
    action: 'add_second_factor',
    letter: 'second_factor_added',
    data: { factor: factor.kind },
  });
  return { ok: true, codes };
}

export async function dropFactor(
  tx: Tx,
  owner: FactorOwner,
  { name, isRequired, ...deed }: Deed & { name: FactorName; isRequired: boolean },
): Promise<Removal> {
  const removal = await removeFactor(tx, owner, { name, isRequired });
  if (!removal.ok) return removal;
  await tell(tx, owner, {
    ...deed,
    action: 'remove_second_factor',
    letter: 'second_factor_removed',
    data: { factor: name.kind },
  });
  return removal;
}

export async function replaceRecoveryCodes(
  tx: Tx,
  owner: FactorOwner,
  deed: Deed,
): Promise<string[]> {
  const codes = await renewRecoveryCodes(tx, owner, deed.now);
  await tell(tx, owner, {
    ...deed,
    action: 'renew_recovery_codes',
    letter: 'recovery_codes_renewed',
  });
  return codes;
}

type Told = Deed & { action: string; letter: string; data?: Record<string, string | number> };

/** The record and the letter, in the transaction of what they tell about. */
export async function tell(
  tx: Tx,
  owner: FactorOwner,
  { action, letter, data = {}, now, requestId }: Told,
): Promise<void> {
  await recordEntry(tx, owner.actor, {
    action,
    subject: `${owner.kind}:${owner.id}`,
    userId: owner.kind === 'user' ? owner.id : null,
    requestId,
    details: data,
    now,
  });
  await queueLetter(
    tx,
    {
      kind: letter,
      to: owner.email,
      userId: owner.kind === 'user' ? owner.id : null,
      data: { ...data, ownerKind: owner.kind },
    },
    now,
  );
}
