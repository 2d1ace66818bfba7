import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, isPlainDate } from '#src/plain-date.ts';
import {
  isRefused,
  parseChoice,
  parseDate,
  parseDecimal,
  parseKopecks,
  parseMonth,
  parsePersonName,
  parseText,
  parseWholeNumber,
} from './field-parsers.ts';
import { flagWords } from './register-columns.ru.ts';

const bounds = { earliest: '1945-01-01', latest: '2026-11-23' };
const decimal = (text: string) => parseDecimal(text, { maxDecimals: 3 });

test('money written in any way of the supplier comes back to the kopeck', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -99_999_999, max: 99_999_999 }),
      fc.constantFrom('.', ','),
      fc.constantFrom('', ' ', '\u00a0', '\u202f'),
      fc.constantFrom('-', '−'),
      (kopecks, point, gap, minus) => {
        const [whole = '', decimals = ''] = (Math.abs(kopecks) / 100).toFixed(2).split('.');
        const grouped = whole.replace(/\B(?=(\d{3})+$)/g, gap);
        const text = `${kopecks < 0 ? minus : ''}${grouped}${point}${decimals}`;
        expect(parseKopecks(text)).toBe(kopecks);
      },
    ),
  );
});

test('a text is a number as a whole or not at all', () => {
  for (const text of [
    '1.234.5',
    '12O45',
    'пять',
    '1,234,5',
    '1 23',
    '12 345 67',
    '.5',
    '5.',
    '1e3',
    '+5',
    '--5',
    '0x10',
    '١',
    '1\u00a0 234',
    'NaN',
    '-',
  ]) {
    expect(decimal(text)).toEqual({ refused: 'not_a_number' });
  }
  fc.assert(
    fc.property(fc.string(), (text) => {
      const value = decimal(text);
      if (typeof value === 'string') expect(value).toMatch(/^-?\d+(\.\d{1,3})?$/);
      else expect(isRefused(value)).toBe(true);
    }),
  );
});

test('decimals keep their spelling apart from zeros in front and the minus of zero', () => {
  expect(decimal('007,50')).toBe('7.50');
  expect(decimal('-0,00')).toBe('0.00');
  expect(decimal('0')).toBe('0');
  expect(decimal('1234567890')).toEqual({ refused: 'too_large' });
  expect(decimal('1,2345')).toEqual({ refused: 'too_many_decimals' });
  expect(decimal('')).toEqual({ refused: 'empty' });
});

test('whole numbers have bounds and no parts', () => {
  const read = (text: string) => parseWholeNumber(text, { least: 3, most: 9 });
  expect(read('5')).toBe(5);
  expect(read('5,0')).toBe(5);
  expect(read('5,5')).toEqual({ refused: 'not_whole' });
  expect(read('-5')).toEqual({ refused: 'negative' });
  expect(read('2')).toEqual({ refused: 'too_small' });
  expect(read('10')).toEqual({ refused: 'too_large' });
});

test('each day of the calendar is read in both spellings, and no other', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 29_900 }), (days) => {
      const iso = addDays('1945-01-01', days);
      const russian = iso.replace(/^(\d+)-(\d+)-(\d+)$/, '$3.$2.$1');
      expect(parseDate(iso, bounds)).toBe(iso);
      expect(parseDate(russian, bounds)).toBe(iso);
      expect(parseDate(`${russian} 0:00:00`, bounds)).toBe(iso);
    }),
  );
  fc.assert(
    fc.property(fc.nat(99), fc.nat(99), fc.integer({ min: 1900, max: 2100 }), (d, m, y) => {
      const two = (part: number) => String(part).padStart(2, '0');
      const read = parseDate(`${two(d)}.${two(m)}.${y}`, { earliest: '0000', latest: '9999' });
      expect(typeof read === 'string').toBe(isPlainDate(`${y}-${two(m)}-${two(d)}`));
    }),
  );
});

test('days that do not exist or are not plausible are refused, each by its own name', () => {
  expect(parseDate('05.13.2026', bounds)).toEqual({ refused: 'no_such_date' });
  expect(parseDate('29.02.2025', bounds)).toEqual({ refused: 'no_such_date' });
  expect(parseDate('31.12.1944', bounds)).toEqual({ refused: 'date_too_early' });
  expect(parseDate('24.11.2026', bounds)).toEqual({ refused: 'date_in_future' });
  expect(parseDate('1.2.2026', bounds)).toEqual({ refused: 'not_a_date' });
  expect(parseDate('01.02.26', bounds)).toEqual({ refused: 'not_a_date' });
  expect(parseDate('45000', bounds)).toEqual({ refused: 'not_a_date' });
});

test('a month is read as mm.yyyy, yyyy-mm or any day of it', () => {
  for (const text of ['08.2026', '2026-08', '15.08.2026', '2026-08-31']) {
    expect(parseMonth(text, bounds)).toBe('2026-08-01');
  }
  for (const text of ['8.2026', '13.2026', '2026', 'август']) {
    expect(parseMonth(text, bounds)).toEqual({ refused: 'not_a_month' });
  }
  expect(parseMonth('12.2026', bounds)).toEqual({ refused: 'date_in_future' });
  expect(parseMonth('', bounds)).toEqual({ refused: 'empty' });
});

test('flags are read in any case, and nothing else is a flag', () => {
  expect(parseChoice('Да', flagWords)).toBe(true);
  expect(parseChoice('0', flagWords)).toBe(false);
  expect(parseChoice('constructor', flagWords)).toEqual({ refused: 'not_a_choice' });
});

test('names keep hyphens, apostrophes, initials and ё', () => {
  for (const name of ["Д'Артуа", 'Петров-Водкин', 'Ковалёв', 'Ан', 'Л.', 'Оглы (Мамедов)']) {
    expect(parsePersonName(name)).toBe(name);
  }
  expect(parsePersonName('  Петров \u00a0 Водкин ')).toBe('Петров Водкин');
  for (const name of ['Иван0в', '<b>', 'Ив\u0000ан', 'Ив\ufffdн', '-']) {
    expect(parsePersonName(name)).toEqual({ refused: 'bad_characters' });
  }
});

test('texts are as long as they may be, and readable', () => {
  expect(parseText('a\nb', { longest: 3 })).toBe('a b');
  expect(parseText('abcd', { longest: 3 })).toEqual({ refused: 'too_long' });
  expect(parseText('a\u0007', { longest: 3 })).toEqual({ refused: 'bad_characters' });
});
