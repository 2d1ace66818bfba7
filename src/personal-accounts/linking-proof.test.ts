import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findLinkingProof, type LinkingClaim, type LinkingFacts } from './linking-proof.ts';

const facts: LinkingFacts = {
  holderLastName: 'Берёзкина-Д’Арк',
  meterSerials: ['0012345678', 'А-77/19'],
  lastBillKopecks: 124_050,
  linkingPin: '004821',
};
const nothing: LinkingClaim = {
  holderLastName: 'Берёзкина-Д’Арк',
  meterSerial: '',
  pin: '',
  lastBillKopecks: null,
};

test.each([
  ['0012345678', 'meter_serial'],
  ['12345678', 'meter_serial'],
  ['№ 0012 345-678', 'meter_serial'],
  ['а77/19', 'meter_serial'],
  // The Latin letter of the same shape.
  ['A-77/19', 'meter_serial'],
  ['1234567', null],
  ['0', null],
  ['№', null],
])('the serial «%s» proves: %s', (meterSerial, proof) => {
  expect(findLinkingProof(facts, { ...nothing, meterSerial })).toBe(proof);
});

test.each([
  ['004821', 'pin'],
  [' 004 821 ', 'pin'],
  ['4821', null],
  ['', null],
])('the PIN «%s» proves: %s', (pin, proof) => {
  expect(findLinkingProof(facts, { ...nothing, pin })).toBe(proof);
});

test('the sum of the last bill proves when it is the sum, and is not zero', () => {
  expect(findLinkingProof(facts, { ...nothing, lastBillKopecks: 124_050 })).toBe('last_bill');
  expect(findLinkingProof(facts, { ...nothing, lastBillKopecks: 124_051 })).toBeNull();
  const empty = { ...facts, lastBillKopecks: 0 };
  expect(findLinkingProof(empty, { ...nothing, lastBillKopecks: 0 })).toBeNull();
  const owed = { ...facts, lastBillKopecks: -500 };
  expect(findLinkingProof(owed, { ...nothing, lastBillKopecks: -500 })).toBeNull();
});

test('the last name may differ in case, ё, hyphens and apostrophes, in nothing else', () => {
  const claim = { ...nothing, pin: '004821' };
  for (const holderLastName of ["БЕРЕЗКИНА Д'АРК", ' берёзкина — дарк']) {
    expect(findLinkingProof(facts, { ...claim, holderLastName }), holderLastName).toBe('pin');
  }
  for (const holderLastName of ['Берёзкин', 'Берёзкина', '', 'Дарк Берёзкина']) {
    expect(findLinkingProof(facts, { ...claim, holderLastName }), holderLastName).toBeNull();
  }
});

test('nothing claimed proves nothing, whatever the register lacks', () => {
  const bare: LinkingFacts = {
    holderLastName: '',
    meterSerials: ['', '000', '-'],
    lastBillKopecks: null,
    linkingPin: '',
  };
  const blank = fc.constantFrom('', ' ', '0', '000', '-', '№');
  fc.assert(
    fc.property(blank, blank, blank, (holderLastName, meterSerial, pin) => {
      const claim = { holderLastName, meterSerial, pin, lastBillKopecks: null };
      expect(findLinkingProof(bare, claim)).toBeNull();
    }),
  );
});

test('a near miss of a secret proves nothing', () => {
  /** One digit put in, left out or changed, anywhere. */
  const nearMiss = (secret: string) =>
    fc
      .record({
        at: fc.nat({ max: secret.length - 1 }),
        digit: fc.constantFrom(...'0123456789'),
        drops: fc.constantFrom(0, 1),
        adds: fc.constantFrom(0, 1),
      })
      .map(({ at, digit, drops, adds }) => {
        return secret.slice(0, at) + (adds ? digit : '') + secret.slice(at + drops);
      });
  const isOther = (guess: string, secret: string) =>
    guess.replace(/^0+/, '') !== secret.replace(/^0+/, '');
  const serial = nearMiss('12345678').filter((guess) => isOther(guess, '12345678'));
  const pin = nearMiss('004821').filter((guess) => guess !== '004821');
  const bill = fc.constantFrom(-100, -10, -1, 1, 10, 100).map((error) => 124_050 + error);
  fc.assert(
    fc.property(serial, pin, bill, (meterSerial, claimedPin, lastBillKopecks) => {
      const claim = { ...nothing, meterSerial, pin: claimedPin, lastBillKopecks };
      expect(findLinkingProof(facts, claim)).toBeNull();
    }),
    { numRuns: 500 },
  );
});

test('any way of writing the serial down is the same serial', () => {
  const gap = fc.constantFrom('', ' ', '-', '.', '/', '№ ');
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 99_999_999 }), fc.array(gap), (serial, gaps) => {
      const known = String(serial).padStart(8, '0');
      const typed = [...known].map((digit, index) => (gaps[index] ?? '') + digit).join('');
      const claim = { ...nothing, meterSerial: typed };
      expect(findLinkingProof({ ...facts, meterSerials: [known] }, claim)).toBe('meter_serial');
    }),
  );
});

test('a PIN may hold letters, typed in either case', () => {
  const lettered = { ...facts, linkingPin: 'АБ1234' };
  expect(findLinkingProof(lettered, { ...nothing, pin: 'аб 1234' })).toBe('pin');
  expect(findLinkingProof(lettered, { ...nothing, pin: '1234' })).toBe(null);
});

test('a PIN shorter than six signs proves only together with another proof', () => {
  const short = { ...facts, linkingPin: '4821' };
  const claim = { ...nothing, pin: '4821' };
  expect(findLinkingProof(short, claim)).toBe(null);
  expect(findLinkingProof(short, { ...claim, lastBillKopecks: 124_050 })).toBe('pin');
});

test('where many have guessed two proofs are needed, any two', () => {
  const strict = { isStrict: true };
  const [pin, meterSerial, lastBillKopecks] = ['004821', '12345678', 124_050] as const;
  for (const one of [{ pin }, { meterSerial }, { lastBillKopecks }]) {
    expect(findLinkingProof(facts, { ...nothing, ...one }, strict)).toBe(null);
  }
  for (const two of [
    { pin, meterSerial },
    { pin, lastBillKopecks },
    { meterSerial, lastBillKopecks },
  ]) {
    expect(findLinkingProof(facts, { ...nothing, ...two }, strict)).not.toBe(null);
  }
});
