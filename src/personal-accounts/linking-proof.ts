import { nameKey } from '#src/identity/person-name.ts';
import { foldLookAlikes } from '#src/supplier/look-alikes.ru.ts';

/** What the register knows, for comparing with what a person claims. */
export type LinkingFacts = {
  holderLastName: string;
  meterSerials: string[];
  lastBillKopecks: number | null;
  linkingPin: string | null;
};

export type LinkingClaim = {
  holderLastName: string;
  meterSerial: string;
  pin: string;
  lastBillKopecks: number | null;
};

export type LinkingProof = 'meter_serial' | 'last_bill' | 'pin';

/** A shorter PIN is guessed too soon to prove anything alone. */
const LEAST_PIN_LENGTH = 6;

/**
 * The proof that holds, or null. The holder's last name must agree and any one of three things
 * that only the household has, or two of them where many have guessed (`isStrict`); the answer
 * never says which part was wrong.
 */
export function findLinkingProof(
  facts: LinkingFacts,
  claim: LinkingClaim,
  { isStrict = false } = {},
): LinkingProof | null {
  if (nameKey(facts.holderLastName) !== nameKey(claim.holderLastName)) return null;
  const proofs: LinkingProof[] = [];
  const serial = serialKey(claim.meterSerial);
  if (serial && facts.meterSerials.some((known) => serialKey(known) === serial))
    proofs.push('meter_serial');
  const pin = pinKey(claim.pin);
  if (pin && facts.linkingPin !== null && pinKey(facts.linkingPin) === pin) proofs.push('pin');
  // Nothing to pay is on a quarter of bills: too common to prove anything.
  const isTellingSum = claim.lastBillKopecks !== null && claim.lastBillKopecks > 0;
  if (isTellingSum && claim.lastBillKopecks === facts.lastBillKopecks) proofs.push('last_bill');
  const isWeak = proofs[0] === 'pin' && pin.length < LEAST_PIN_LENGTH;
  return proofs.length >= (isStrict || isWeak ? 2 : 1) ? (proofs[0] ?? null) : null;
}

/** Digits or letters as printed, in any case and on either keyboard; leading zeros matter. */
function pinKey(pin: string): string {
  return foldLookAlikes(pin.toUpperCase()).replace(/[^\p{L}\p{N}]/gu, '');
}

/** Serials: without spaces, dashes, number sign, case, leading zeros, and on either keyboard. */
function serialKey(serial: string): string {
  return foldLookAlikes(serial.toUpperCase())
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^0+/u, '');
}
