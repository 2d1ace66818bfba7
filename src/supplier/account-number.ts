import { foldLookAlikes } from './look-alikes.ru.ts';
import type { SupplierProfile } from './profile.ts';

/** The unified number (ELS) of the state housing system: two digits, two letters, six digits. */
const UNIFIED_NUMBER = /^\d{2}[\u0410-\u042fA-Z]{2}\d{6}$/;

export type AccountNumber =
  | { kind: 'number'; text: string }
  /** Its letters are Cyrillic wherever Cyrillic has the same shape: compare by `unifiedKey`. */
  | { kind: 'unified'; text: string }
  | { kind: 'invalid' };

/**
 * Reads a number of a personal account as people write it: with spaces, hyphens or dots. It stays
 * text: leading zeros matter.
 */
export function readAccountNumber(typed: string, supplier: SupplierProfile): AccountNumber {
  const text = typed.replace(/[\s.\-\u2010-\u2014\u2116]/gu, '').toUpperCase();
  if (new RegExp(supplier.accountNumberPattern).test(text)) return { kind: 'number', text };
  if (UNIFIED_NUMBER.test(text)) return { kind: 'unified', text: unifiedKey(text) };
  return { kind: 'invalid' };
}

/** The register and people type the two letters on either keyboard. */
export const unifiedKey = (unifiedNumber: string): string =>
  foldLookAlikes(unifiedNumber.toUpperCase());
