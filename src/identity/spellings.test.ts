import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isMailAddress } from '#src/mail/compose-letter.ts';
import { waitText } from '#src/ui/wait-text.ru.ts';
import { emailKey, readEmail } from './email.ts';
import { findPasswordFailure } from './password.ts';
import { isNamePart, nameKey } from './person-name.ts';
import { formatPhone, readPhone } from './phone.ts';
import { passwordError } from './registration-form.ru.ts';
import { safeNext } from './sign-in.controller.ts';

test('whatever is typed as an e-mail is refused or can be written to', () => {
  fc.assert(
    fc.property(fc.oneof(fc.emailAddress(), fc.string({ unit: 'grapheme' })), (typed) => {
      const email = readEmail(typed);
      if (email === null) return;
      expect(isMailAddress(email)).toBe(true);
      expect(emailKey(emailKey(email))).toBe(emailKey(email));
    }),
  );
});

test('any usual e-mail is taken', () => {
  fc.assert(
    fc.property(fc.emailAddress(), (email) => {
      fc.pre(/^[\w.+-]+@[\w.-]+$/.test(email) && !email.includes('..'));
      expect(readEmail(`  ${email} `)).toBe(email);
    }),
  );
});

test('a phone is the same phone in any spelling, and nothing that is typed breaks it', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 9_999_999 }),
      fc.constantFrom('+7', '8', '7', ''),
      fc.constantFrom(' ', '-', '', '\u00a0', '–'),
      (last, prefix, gap) => {
        const digits = String(last).padStart(7, '0');
        const typed = `${prefix}${gap}(911)${gap}${digits.slice(0, 3)}${gap}${digits.slice(3)}`;
        expect(readPhone(typed), typed).toBe(`+7911${digits}`);
      },
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      expect(readPhone(typed) ?? '+70000000000').toMatch(/^\+\d{5,15}$/);
    }),
  );
});

test('names are compared without case, ё, hyphens and apostrophes', () => {
  expect(nameKey('Берёзкина-Д’Арк')).toBe(nameKey("БЕРЕЗКИНА Д'АРК"));
  expect(nameKey('Ёлкин')).not.toBe(nameKey('Ёлкина'));
});

test('whether a text is a name is decided in no time, however it is made', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (typed) => {
      expect(typeof isNamePart(typed)).toBe('boolean');
    }),
  );
  const started = performance.now();
  isNamePart(`${"а'".repeat(40)}!`);
  isNamePart(`${'а-'.repeat(39)}1`);
  expect(performance.now() - started).toBeLessThan(50);
});

test('a password of three random words is good, whoever chooses it', () => {
  const personal = ['Иванов', 'Иван', 'ivan@example.ru', '+79114521704', '390014587201'];
  expect(findPasswordFailure('синий трамвай едет', personal)).toBeNull();
  expect(findPasswordFailure('correct horse battery', personal)).toBeNull();
  for (const password of ['ivan1234', 'Иванов77', '390014587201', '9114521704', '911-452-17-04']) {
    expect(findPasswordFailure(password, personal), password).not.toBeNull();
  }
  for (const password of [
    '12345678',
    '11111111',
    'abcabcabc',
    'qwertyui',
    'iloveyou',
    'пароль12',
    'йцукенгш',
    'Привет123',
  ]) {
    expect(findPasswordFailure(password, []), password).not.toBeNull();
  }
});

test('the address after signing in never leaves this site', () => {
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    '%2f',
    '@',
    ':',
    'evil.example',
    'a',
    '\t',
    '?',
    '#',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const next = safeNext(pieces.join(''));
      const base = 'https://lk.example.ru/login';
      expect(new URL(next || '/', base).origin).toBe('https://lk.example.ru');
    }),
    { numRuns: 2_000 },
  );
});

test('how long to wait is said as people say it', () => {
  expect([1, 60, 61, 900, 43_200].map(waitText)).toEqual([
    'через 1 минуту',
    'через 1 минуту',
    'через 2 минуты',
    'через 15 минут',
    'через 12 часов',
  ]);
});

test('an address is no password either', () => {
  const typed = { address: 'Светлогорск, ул. Сиреневая, 3', password: 'сиреневая3' };
  expect(passwordError(typed)).toContain('адрес');
});

test('a phone is shown in groups that stay on one line', () => {
  expect(formatPhone('+79114521704').replaceAll('\u00a0', '_')).toBe('+7_911_452_17_04');
  expect(formatPhone('closed:7')).toBe('closed:7');
});
