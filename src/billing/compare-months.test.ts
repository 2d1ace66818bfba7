import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMonths } from '#src/plain-date.ts';
import { chargeMethods } from './charge-line.ts';
import { type ComparedMonth, compareMonths } from './compare-months.ts';

type Line = ComparedMonth['lines'][number];

const metered = (month: string, own: Partial<Line>): Line => ({
  kind: 'charge',
  method: 'METER',
  from: month,
  to: addMonths(month, 1),
  measuredM3: '0',
  coefficient: '1',
  volumeM3: '0',
  pricePerM3: '9.624',
  amountKopecks: 0,
  ...own,
});

const monthOf = (lines: Line[], own: Partial<ComparedMonth> = {}): ComparedMonth => ({
  source: 'closed',
  volumeM3: '0',
  chargedKopecks: lines.reduce((sum, line) => sum + line.amountKopecks, 0),
  recalculatedKopecks: 0,
  penaltyKopecks: 0,
  lines,
  ...own,
});

test('more gas, a longer month, a colder coefficient and a dearer price each have their part', () => {
  // February: 140 m³ in 28 days, k 1.05, 9.467 ₽: 147 × 9.467 = 1391.65.
  const february = monthOf([
    metered('2026-02-01', {
      measuredM3: '140',
      coefficient: '1.05',
      volumeM3: '147',
      pricePerM3: '9.467',
      amountKopecks: 139_165,
    }),
  ]);
  // March: 186 m³ in 31 days, k 1.03, 9.624 ₽: 191.58 × 9.624 = 1843.77.
  const march = monthOf([
    metered('2026-03-01', {
      measuredM3: '186',
      coefficient: '1.03',
      volumeM3: '191.58',
      amountKopecks: 184_377,
    }),
  ]);
  // 6 a day for 5: 168 × 1.05 × 9.467 = 1669.98; 31 days for 28: 1848.91 (1848.905); k: 1813.69.
  expect(compareMonths(march, february)).toEqual({
    differenceKopecks: 45_212,
    parts: [
      { reason: 'volume', amountKopecks: 27_833 },
      { reason: 'days', amountKopecks: 17_893 },
      { reason: 'coefficient', amountKopecks: -3_522 },
      { reason: 'price', amountKopecks: 3_008 },
    ],
  });
});

test('an estimate instead of the counter is told as the method, a recalculation as itself', () => {
  const byMeter = monthOf([
    metered('2026-04-01', { measuredM3: '46', volumeM3: '46', amountKopecks: 44_270 }),
  ]);
  const byNorm = monthOf(
    [
      metered('2026-05-01', {
        method: 'NORM_P31',
        measuredM3: '1119',
        volumeM3: '1119',
        amountKopecks: 1_076_926,
      }),
    ],
    { recalculatedKopecks: -5_000, penaltyKopecks: 1_140 },
  );
  const { differenceKopecks, parts } = compareMonths(byNorm, byMeter);
  expect(differenceKopecks).toBe(1_076_926 - 44_270 - 5_000 + 1_140);
  expect(parts.map(({ reason }) => reason)).toContain('method');
  expect(parts).toContainEqual({ reason: 'recalculation', amountKopecks: -5_000 });
  expect(parts).toContainEqual({ reason: 'penalty', amountKopecks: 1_140 });
});

test('of a month of the old system only the volume is told apart from the rest', () => {
  const imported = monthOf([], { source: 'imported', volumeM3: '100', chargedKopecks: 94_670 });
  const now = monthOf(
    [metered('2026-03-01', { measuredM3: '50', volumeM3: '50', amountKopecks: 48_120 })],
    { volumeM3: '50' },
  );
  expect(compareMonths(now, imported).parts).toEqual([
    { reason: 'volume', amountKopecks: -47_335 },
    { reason: 'other', amountKopecks: 785 },
  ]);
});

test('at one price and one coefficient every kopeck of the difference is the volume’s', () => {
  const [less, more] = ['68', '69'].map((volume) =>
    monthOf([
      metered('2026-03-01', {
        measuredM3: volume,
        volumeM3: volume,
        amountKopecks: volume === '68' ? 65_443 : 66_406,
      }),
    ]),
  );
  if (!less || !more) throw new Error('two months');
  expect(compareMonths(more, less).parts).toEqual([{ reason: 'volume', amountKopecks: 963 }]);
});

test('nothing differs: nothing is explained', () => {
  const month = monthOf([
    metered('2026-03-01', { measuredM3: '5', volumeM3: '5', amountKopecks: 4_812 }),
  ]);
  expect(compareMonths(month, month)).toEqual({ differenceKopecks: 0, parts: [] });
});

test('whatever two months hold, the parts add up to their difference to the kopeck', () => {
  const line = fc
    .record({
      method: fc.constantFrom(...chargeMethods),
      day: fc.integer({ min: 1, max: 28 }),
      measured: fc.integer({ min: 0, max: 3_000_000 }),
      price: fc.constantFrom('9.467', '9.624'),
      coefficient: fc.integer({ min: 80, max: 130 }),
      amountKopecks: fc.integer({ min: -50_000, max: 5_000_000 }),
    })
    .map(
      ({ method, day, measured, price, coefficient, amountKopecks }): Line => ({
        kind: 'charge',
        method,
        from: '2026-03-01',
        to: `2026-03-${String(day + 1).padStart(2, '0')}`,
        measuredM3: (measured / 1000).toFixed(3),
        coefficient: (coefficient / 100).toFixed(2),
        pricePerM3: price,
        volumeM3: ((measured * coefficient) / 100_000).toFixed(3),
        amountKopecks,
      }),
    );
  const month = fc
    .record({
      lines: fc.array(line, { maxLength: 4 }),
      source: fc.constantFrom('closed' as const, 'imported' as const),
      volume: fc.integer({ min: 0, max: 3_000_000 }),
      recalculatedKopecks: fc.integer({ min: -500_000, max: 500_000 }),
      penaltyKopecks: fc.integer({ min: -500, max: 50_000 }),
    })
    .map(({ lines, volume, ...own }) =>
      monthOf(lines, { ...own, volumeM3: String(volume / 1000) }),
    );
  fc.assert(
    fc.property(month, month, (now, before) => {
      const { differenceKopecks, parts } = compareMonths(now, before);
      expect(parts.reduce((sum, part) => sum + part.amountKopecks, 0)).toBe(differenceKopecks);
      const total = (one: ComparedMonth) =>
        one.chargedKopecks + one.recalculatedKopecks + one.penaltyKopecks;
      expect(differenceKopecks).toBe(total(now) - total(before));
    }),
  );
});
