import { emailKey } from '#src/identity/email.ts';
import { readPhone } from '#src/identity/phone.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import { spellingsOf } from '#src/supplier/look-alikes.ru.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';

/** What a member of staff may have meant by the words in the search field. */
export type SearchQuery = {
  text: string;
  /** Digits of an account's number, or of its beginning. */
  number: string | null;
  unifiedNumbers: string[];
  /** May be the serial number of a meter. */
  code: string | null;
  email: string | null;
  phone: string | null;
  /** Ways to read the digits as a phone with a slip in it, without the country. */
  nearPhones: string[];
  /** Names and addresses are looked for. */
  hasWords: boolean;
};

const MAX_LENGTH = 200;
const SIGNS = /[\s.\-\u2010-\u2014\u2116()+]/gu;

/** Null when there is nothing to look for: fewer than two letters or digits. */
export function readSearchQuery(typed: string, supplier: SupplierProfile): SearchQuery | null {
  const text = typed.replaceAll('\0', '').replace(/\s+/gu, ' ').trim().slice(0, MAX_LENGTH);
  if (text.replace(/[^\p{L}\p{N}]/gu, '').length < 2) return null;
  const bare = text.replace(SIGNS, '');
  const isEmail = text.includes('@') && !text.includes(' ');
  const read = readAccountNumber(text, supplier);
  const isCode = /^[\p{L}\p{N}/]{4,40}$/u.test(bare) && /\d{4}/.test(bare);
  const isDigits = /^\d{4,20}$/.test(bare);
  return {
    text,
    number: isDigits ? bare : null,
    unifiedNumbers: read.kind === 'unified' ? spellingsOf(read.text) : [],
    code: isCode ? bare : null,
    email: isEmail ? emailKey(text) : null,
    phone: isEmail ? null : readPhone(text),
    nearPhones: isDigits ? [bare, bare.slice(1)].filter((one) => /^9\d{8,10}$/.test(one)) : [],
    hasWords: !isEmail && !isDigits && /\p{L}{2}/u.test(text),
  };
}
