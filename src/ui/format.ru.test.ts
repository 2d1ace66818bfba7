import fc from 'fast-check';
import { expect, test } from 'vitest';
import * as format from './format.ru.ts';

/** Spaces that never break, made visible: `_`. */
const seen = (text: string) => text.replaceAll('\u00a0', '_');

test('money is written with a comma, unbroken thousands and always kopecks', () => {
  expect(seen(format.formatMoney(124050))).toBe('1_240,50_₽');
  expect(seen(format.formatMoney(0))).toBe('0,00_₽');
  expect(seen(format.formatMoney(5))).toBe('0,05_₽');
  expect(seen(format.formatKopecksPlain(123456789000))).toBe('1_234_567_890,00');
});

test('a minus is a true minus, and zero has none', () => {
  expect(seen(format.formatMoney(-50000))).toBe('−500,00_₽');
  expect(seen(format.formatVolume('-0.00'))).toBe('0_м³');
});

test('no kopeck is lost by writing money', () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e12, max: 1e12 }), (kopecks) => {
      const digits = format
        .formatKopecksPlain(kopecks)
        .replace('−', '-')
        .replace(/[^\d-]/g, '');
      expect(Number(digits)).toBe(kopecks);
    }),
  );
});

test('volumes keep their decimals; in a column they have equally many', () => {
  expect(seen(format.formatVolume('187.46'))).toBe('187,46_м³');
  expect(seen(format.formatVolume('187.460'))).toBe('187,46_м³');
  expect(seen(format.formatVolume('10157'))).toBe('10_157_м³');
  expect(format.formatVolumePlain('108', 2)).toBe('108,00');
  expect(format.formatVolumePlain('0.005', 2)).toBe('0,01');
});

test('a share is written to the digit, whichever hundredth it is', () => {
  for (let hundredths = 1; hundredths <= 100; hundredths += 1) {
    expect(format.formatShare(String(hundredths / 100))).toBe(`${hundredths}\u00a0%`);
  }
  expect(format.formatShare('0.125')).toBe('12,5\u00a0%');
});

test('a reading is shown in threes, its fraction is not', () => {
  expect(seen(format.formatReading('8799'))).toBe('8_799');
  expect(seen(format.formatReading('12345.6789'))).toBe('12_345,6789');
  expect(format.formatReading('0')).toBe('0');
});

test('dates are long in text and short in tables', () => {
  expect(seen(format.formatDate('2026-12-15'))).toBe('15_декабря');
  expect(seen(format.formatDateWithYear('2026-03-01'))).toBe('1_марта_2026');
  expect(format.formatDateShort('2026-12-05')).toBe('05.12.2026');
  expect(seen(format.formatMonth('2026-11-01'))).toBe('ноябрь_2026');
  expect(format.formatMonthIn('2026-05-01')).toBe('мае');
  expect(format.formatMonthTick('2026-05-01')).toBe('май');
});

test('an instant is told in the supplier’s time zone', () => {
  const instant = new Date('2026-12-31T22:30:00Z');
  expect(seen(format.formatDateTime(instant, 'Europe/Kaliningrad'))).toBe('1_января_2027, 00:30');
  expect(seen(format.formatDateTime(instant, 'UTC'))).toBe('31_декабря_2026, 22:30');
});

test('an account number is read in threes from the left, zeros kept', () => {
  expect(seen(format.formatAccountNumber('390014587201'))).toBe('390_014_587_201');
  expect(seen(format.formatAccountNumber('0390145872'))).toBe('039_014_587_2');
});

test('an address never parts «д.» from its number', () => {
  expect(seen(format.formatAddress('Калининград, ул. Ольховая, д. 14, кв. 3'))).toBe(
    'Калининград, ул._Ольховая, д._14, кв._3',
  );
});

test('a number takes the right of four forms', () => {
  const day = ['день', 'дня', 'дней', 'дня'] as const;
  expect([1, 21, 2, 22, 5, 11, 112, 0, 1.5].map((n) => format.plural(n, day))).toEqual([
    'день',
    'день',
    'дня',
    'дня',
    'дней',
    'дней',
    'дней',
    'дней',
    'дня',
  ]);
  expect(seen(format.formatDays(13))).toBe('13_дней');
});
