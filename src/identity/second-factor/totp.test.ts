import { expect, test } from 'vitest';
import { codeOf } from '#test/authenticator.ts';
import { openSealedText, sealText } from './sealed-text.ts';
import { findTotpStep, newTotpSecret, totpAddress, totpCode } from './totp.ts';

/** «12345678901234567890» of RFC 6238, appendix B, in base32. */
const RFC_SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';

test.each([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
])('at %i seconds the code is the one of RFC 6238: %s', (seconds, code) => {
  const now = new Date(seconds * 1000);
  expect(totpCode(RFC_SECRET, now)).toBe(code);
  expect(codeOf(RFC_SECRET, now)).toBe(code);
  const step = Math.floor(seconds / 30);
  expect(findTotpStep({ secret: RFC_SECRET, code, lastUsedStep: 0, now })).toBe(step);
});

const now = new Date('2026-11-23T08:00:10Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

test('a code is good for its own half minute and the two beside it, and no longer', () => {
  const secret = newTotpSecret();
  const code = codeOf(secret, now);
  const isGood = (seconds: number) =>
    findTotpStep({ secret, code, lastUsedStep: 0, now: after(seconds) }) !== null;
  expect([-45, -30, 0, 30, 49].map(isGood)).toEqual([false, true, true, true, true]);
  expect([50, 60, 3600, -3600].map(isGood)).toEqual([false, false, false, false]);
});

test('a code of a step that was used, or of one before it, is refused', () => {
  const secret = newTotpSecret();
  const code = codeOf(secret, now);
  const step = findTotpStep({ secret, code, lastUsedStep: 0, now });
  expect(step).not.toBeNull();
  const again = { secret, code, lastUsedStep: step ?? 0, now };
  expect(findTotpStep(again)).toBeNull();
  expect(findTotpStep({ ...again, code: codeOf(secret, after(-30)) })).toBeNull();
  expect(findTotpStep({ ...again, code: codeOf(secret, after(30)) })).toBe((step ?? 0) + 1);
});

test('spaces are forgiven; anything but six digits is no code', () => {
  const secret = newTotpSecret();
  const code = codeOf(secret, now);
  const find = (text: string) => findTotpStep({ secret, code: text, lastUsedStep: 0, now });
  expect(find(` ${code.slice(0, 3)} ${code.slice(3)} `)).not.toBeNull();
  const hostile = [
    '',
    '12345',
    `${code}0`,
    '１２３４５６',
    'abcdef',
    '1e5',
    '-12345',
    '9'.repeat(9_999),
  ];
  for (const text of hostile) expect(find(text), text.slice(0, 20)).toBeNull();
});

test('the address in the picture names the site and the person, whatever they are called', () => {
  const address = totpAddress(RFC_SECRET, { issuer: 'Газ «Юг»: & Ко', label: 'anna+1@example.ru' });
  const url = new URL(address);
  expect(url.protocol).toBe('otpauth:');
  expect(url.searchParams.get('secret')).toBe(RFC_SECRET);
  expect(url.searchParams.get('issuer')).toBe('Газ «Юг»: & Ко');
  expect(decodeURIComponent(url.pathname)).toContain('anna+1@example.ru');
});

test('a sealed text opens by its own key and purpose alone, and shows nothing of itself', () => {
  const seal = { secret: 'a key of this house', purpose: 'totp of user 1' };
  const sealed = sealText(RFC_SECRET, seal);
  expect(openSealedText(sealed, seal)).toBe(RFC_SECRET);
  expect(sealed.includes(RFC_SECRET)).toBe(false);
  expect(sealText(RFC_SECRET, seal).equals(sealed)).toBe(false);
  expect(openSealedText(sealed, { ...seal, secret: 'another key' })).toBeNull();
  expect(openSealedText(sealed, { ...seal, purpose: 'totp of user 2' })).toBeNull();
  for (const at of [0, 13, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(openSealedText(changed, seal), `byte ${at}`).toBeNull();
  }
  expect(openSealedText(Buffer.from('short'), seal)).toBeNull();
});
