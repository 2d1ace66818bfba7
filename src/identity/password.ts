import { dictionary } from '@zxcvbn-ts/language-common';
import { latinKeysOf } from './keyboard-layout.ru.ts';
import { nameKey } from './person-name.ts';

const MIN_PASSWORD_LENGTH = 8;
/** Argon2 takes any length; a bound keeps a hostile request cheap. */
const MAX_PASSWORD_LENGTH = 256;

export type PasswordFailure = 'too_short' | 'too_long' | 'too_common' | 'personal';

/** The 49 thousand commonest of known leaks: the first thing that is guessed. */
const commonest = new Set(dictionary['passwords-common'].map((word) => word.toLowerCase()));

/**
 * What makes a password easy to guess, or null. `personal` is what others know of the person:
 * names, e-mail, phone, account numbers, address.
 */
export function findPasswordFailure(password: string, personal: string[]): PasswordFailure | null {
  if ([...password].length < MIN_PASSWORD_LENGTH) return 'too_short';
  if (password.length > MAX_PASSWORD_LENGTH) return 'too_long';
  const lower = password.toLowerCase();
  const keys = latinKeysOf(lower);
  const isCommon = commonest.has(lower) || commonest.has(keys);
  if (isCommon || isRepetition(lower) || isKeyboardRun(keys)) return 'too_common';
  return isPersonal(lower, personal) ? 'personal' : null;
}

/** `aaaaaaaa`, `12121212`, `abcabcabc` */
const isRepetition = (text: string): boolean => /^(.{1,4})\1+.{0,3}$/su.test(text);

const runs = [
  '01234567890',
  '09876543210',
  'qwertyuiop',
  'asdfghjkl',
  'zxcvbnm',
  'abcdefghijklmnopqrstuvwxyz',
];
const isKeyboardRun = (text: string): boolean => runs.some((run) => run.includes(text));

/** The password is a piece of own data, with no more than three characters around it. */
function isPersonal(lower: string, personal: string[]): boolean {
  if (personal.some((text) => isOwnNumber(lower, text))) return true;
  const pieces = personal.flatMap((text) => [text, ...text.split(/[\s@.,+-]+/u)]);
  return pieces.some((piece) => {
    const own = piece.toLowerCase().replace(/\s/gu, '');
    if (own.length < 4) return false;
    const isSameWord = nameKey(own).length > 3 && nameKey(own) === nameKey(lower);
    const isMostOfIt = lower.includes(own) && lower.length - own.length <= 3;
    return isSameWord || isMostOfIt;
  });
}

/** A phone or an account number in any spelling: its last ten digits and little else. */
function isOwnNumber(lower: string, text: string): boolean {
  const own = text.replace(/\D/gu, '').slice(-10);
  const rest = lower.replace(/[^\p{L}\p{N}]/gu, '').length - own.length;
  return own.length >= 7 && lower.replace(/\D/gu, '').includes(own) && rest <= 4;
}
