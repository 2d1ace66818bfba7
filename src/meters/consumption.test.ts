import Big from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, addMonths, firstDayOfMonth } from '#src/plain-date.ts';
import { type CountedReading, consumptionByMonth } from './consumption.ts';
import { volumeBetween } from './reading-volume.ts';

type Shown = readonly [takenOn: string, value: string, isRollover?: boolean];

function readingsOf(shown: readonly Shown[], meterId = 1): CountedReading[] {
  return shown.map(([takenOn, value, isRollover = false], index) => ({
    readingId: meterId * 1000 + index,
    correctsReadingId: null,
    meterId,
    integerDigits: 5,
    value,
    takenOn,
    billingMonth: firstDayOfMonth(takenOn),
    isRollover,
  }));
}

const volumes = (readings: CountedReading[], from: string, to: string) =>
  consumptionByMonth(readings, { from, to }).map(({ volumeM3 }) => volumeM3);

test('a month is the difference between the readings that close it and the month before', () => {
  const readings = readingsOf([
    ['2026-01-20', '100'],
    ['2026-02-10', '150'],
    ['2026-02-25', '170'],
    ['2026-03-25', '170'],
  ]);
  expect(volumes(readings, '2025-12-01', '2026-04-01')).toEqual([null, null, '70', '0', null]);
});

test('months without readings share the difference equally, the remainder goes to the last', () => {
  const readings = readingsOf([
    ['2026-01-25', '2000'],
    ['2026-05-05', '2150'],
    ['2026-05-25', '2250'],
  ]);
  const months = consumptionByMonth(readings, { from: '2026-02-01', to: '2026-05-01' });
  expect(months.map(({ volumeM3 }) => volumeM3)).toEqual(['62.5', '62.5', '62.5', '62.5']);
  expect(months.every(({ basis }) => basis === 'shared')).toBe(true);
  const thirds = readingsOf([
    ['2026-01-25', '0'],
    ['2026-04-25', '100'],
  ]);
  const shares = ['33.333', '33.333', '33.334'];
  expect(volumes(thirds, '2026-02-01', '2026-04-01')).toEqual(shares);
});

test('a turn through zero adds one turn of the counter', () => {
  const readings = readingsOf([
    ['2026-01-25', '99980'],
    ['2026-02-25', '15', true],
  ]);
  expect(volumes(readings, '2026-02-01', '2026-02-01')).toEqual(['35']);
});

test('across a replacement no difference is taken between two meters, their months add up', () => {
  const old = readingsOf([
    ['2026-03-25', '4520'],
    ['2026-04-14', '4533'],
  ]);
  const replacement = readingsOf(
    [
      ['2026-04-18', '0'],
      ['2026-04-25', '29'],
    ],
    2,
  );
  expect(volumes([...old, ...replacement], '2026-04-01', '2026-04-01')).toEqual(['42']);
});

test('a correction keeps the place of what it corrects', () => {
  const [first, , last] = readingsOf([
    ['2026-01-25', '100'],
    ['2026-02-25', '190'],
    ['2026-02-25', '200'],
  ]);
  if (!first || !last) throw new Error('three readings were made');
  const mended = { ...last, readingId: 9999, correctsReadingId: 1001, value: '150' };
  expect(volumes([last, mended, first], '2026-02-01', '2026-02-01')).toEqual(['100']);
});

test('months always add up to what the counter showed, to a thousandth', () => {
  const step = fc.record({
    days: fc.integer({ min: 0, max: 150 }),
    thousandths: fc.nat(3_000_000),
  });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
      let takenOn = '2020-01-15';
      let total = new Big(99_000);
      const shown: Shown[] = [[takenOn, '99000']];
      for (const { days, thousandths } of steps) {
        takenOn = addDays(takenOn, days);
        const turns = total.div(100_000).round(0, Big.roundDown);
        total = total.plus(new Big(thousandths).div(1000));
        const isRollover = total.div(100_000).round(0, Big.roundDown).gt(turns);
        shown.push([takenOn, total.mod(100_000).toFixed(), isRollover]);
      }
      const readings = readingsOf(shown);
      const months = volumes(readings, '2019-12-01', addMonths(firstDayOfMonth(takenOn), 1));
      const sum = months.reduce((all, month) => all.plus(month ?? 0), new Big(0));
      expect(sum.toFixed()).toBe(total.minus(99_000).toFixed());
      expect(months.every((month) => month === null || new Big(month).gte(0))).toBe(true);
      expect(months.at(-1)).toBeNull();
    }),
  );
});

test('a late reading between readings of closed months moves nothing between months', () => {
  const readings = readingsOf([
    ['2026-01-25', '100'],
    ['2026-03-25', '300'],
    ['2026-04-25', '350'],
  ]);
  const [late] = readingsOf([['2026-02-20', '130']], 1);
  if (!late) throw new Error('one reading was made');
  const withLate = [...readings, { ...late, readingId: 9999, billingMonth: '2026-04-01' }];
  expect(volumes(withLate, '2026-01-01', '2026-04-01')).toEqual([null, '100', '100', '50']);
});

test('a reading that comes late changes no month before its own billing month', () => {
  const step = fc.record({ days: fc.integer({ min: 1, max: 70 }), m3: fc.nat(500) });
  const steps = fc.array(step, { minLength: 2, maxLength: 15 });
  const late = fc.record({ at: fc.nat(), monthsLater: fc.nat(4) });
  fc.assert(
    fc.property(steps, fc.array(late, { minLength: 1, maxLength: 3 }), (given, lates) => {
      let takenOn = '2020-01-15';
      let value = 0;
      const shown = given.map(({ days, m3 }): Shown => {
        takenOn = addDays(takenOn, days);
        value += m3;
        return [takenOn, String(value)];
      });
      let readings = readingsOf(shown);
      const to = addMonths(firstDayOfMonth(takenOn), 6);
      for (const [index, { at, monthsLater }] of lates.entries()) {
        const [before, after] = readings.slice(at % (given.length - 1));
        if (!before || !after) throw new Error('there are two readings at least');
        const billingMonth = addMonths(after.billingMonth, monthsLater + 1);
        const added = { ...before, readingId: 9000 + index, billingMonth };
        const closed = addMonths(billingMonth, -1);
        const earlier = volumes(readings, '2020-01-01', closed);
        const sum = total(volumes(readings, '2020-01-01', to));
        readings = [...readings, added];
        expect(volumes(readings, '2020-01-01', closed)).toEqual(earlier);
        expect(total(volumes(readings, '2020-01-01', to))).toBe(sum);
      }
    }),
  );
});

const total = (months: (string | null)[]): string =>
  months.reduce((sum, month) => sum.plus(month ?? 0), new Big(0)).toFixed();

test('the order in which readings are given changes nothing', () => {
  const readings = readingsOf([
    ['2026-01-20', '100'],
    ['2026-02-10', '150'],
    ['2026-05-25', '170'],
    ['2026-05-25', '177'],
  ]);
  const expected = volumes(readings, '2026-01-01', '2026-06-01');
  fc.assert(
    fc.property(fc.shuffledSubarray(readings, { minLength: 4 }), (shuffled) => {
      expect(volumes(shuffled, '2026-01-01', '2026-06-01')).toEqual(expected);
    }),
  );
});

test('volumeBetween is exact where floating point is not', () => {
  const volume = volumeBetween({ value: '0.1' }, { value: '0.3', isRollover: false }, 5);
  expect(volume.toFixed()).toBe('0.2');
});
