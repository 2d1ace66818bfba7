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

/**
 * The proof that holds, or null. The holder's last name must agree and any one of three things
 * that only the household has; the answer never says which part was wrong.
 */
export function findLinkingProof(facts: LinkingFacts, claim: LinkingClaim): LinkingProof | null {
  if (nameKey(facts.holderLastName) !== nameKey(claim.holderLastName)) return null;
  const serial = serialKey(claim.meterSerial);
  if (serial && facts.meterSerials.some((known) => serialKey(known) === serial))
    return 'meter_serial';
  const pin = pinKey(claim.pin);
  if (pin && facts.linkingPin !== null && pinKey(facts.linkingPin) === pin) return 'pin';
  // Nothing to pay is on a quarter of bills: too common to prove anything.
  const isTellingSum = claim.lastBillKopecks !== null && claim.lastBillKopecks > 0;
  return isTellingSum && claim.lastBillKopecks === facts.lastBillKopecks ? 'last_bill' : null;
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
