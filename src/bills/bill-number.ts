import type { PlainMonth } from '#src/plain-date.ts';

/**
 * The number of a bill: the account's, the month's, and from the second version on its own, as in
 * `390014587201-202610/2`. Whoever holds two papers of a month sees which one replaced the other.
 */
export function billNumber({
  accountNumber,
  month,
  version,
}: {
  accountNumber: string;
  month: PlainMonth;
  version: number;
}): string {
  const base = `${accountNumber}-${month.slice(0, 4)}${month.slice(5, 7)}`;
  return version === 1 ? base : `${base}/${version}`;
}

/** Without 0, O, 1, I, L and U: nothing in it is mistaken for something else on paper. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const CODE_LENGTH = 20;
const GROUP = 5;

/** How many random bytes a code takes: some are thrown away, so that no letter is likelier. */
export const CODE_BYTES = CODE_LENGTH * 2;

/** 98 bits of chance: nobody comes to somebody's bill by trying. `bytes`: random, CODE_BYTES of them. */
export function verifyCode(bytes: Uint8Array): string {
  const fair = 256 - (256 % ALPHABET.length);
  const letters = [...bytes].filter((byte) => byte < fair).slice(0, CODE_LENGTH);
  if (letters.length < CODE_LENGTH) throw new Error('too few random bytes for a code');
  return letters.map((byte) => ALPHABET[byte % ALPHABET.length]).join('');
}

/** `7K3F9-QXM2A-…`, as it is printed. */
export const printedCode = (code: string): string =>
  code.replace(new RegExp(`(.{${GROUP}})(?=.)`, 'g'), '$1-');

/**
 * Cyrillic capitals that look as letters of the alphabet do: whoever types from paper by a Russian
 * keyboard sees no difference. That of O is not among them, as no code has an O.
 */
const CYRILLIC = '\u0410\u0412\u0415\u041a\u041c\u041d\u0420\u0421\u0422\u0423\u0425';
const LATIN = 'ABEKMHPCTYX';

export type TypedCode =
  | { ok: true; code: string }
  | { ok: false; reason: 'empty' }
  /** `strangers`: signs that no code has. */
  | { ok: false; reason: 'strangers'; strangers: string[] }
  | { ok: false; reason: 'length'; length: number };

/**
 * As a person types it from paper: in any case, with any dashes, brackets and dots, or with the
 * whole address before it.
 */
export function readTypedCode(typed: string): TypedCode {
  const signs = [...typed.replace(/^.*\/verify\//i, '').toUpperCase()]
    .filter((sign) => /[\p{L}\p{N}]/u.test(sign))
    .map((sign) => LATIN[CYRILLIC.indexOf(sign)] ?? sign);
  if (signs.length === 0) return { ok: false, reason: 'empty' };
  const strangers = [...new Set(signs.filter((sign) => !ALPHABET.includes(sign)))];
  if (strangers.length > 0) return { ok: false, reason: 'strangers', strangers };
  if (signs.length !== CODE_LENGTH) return { ok: false, reason: 'length', length: signs.length };
  return { ok: true, code: signs.join('') };
}

/** null for what can be no code. */
export function readVerifyCode(typed: string): string | null {
  const read = readTypedCode(typed);
  return read.ok ? read.code : null;
}
