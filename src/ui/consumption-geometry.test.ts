import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMonths } from '#src/plain-date.ts';
import { BASELINE, type ConsumptionMonth, consumptionBars } from './consumption-geometry.ts';

const year = (first: string, volumes: (string | null)[]): ConsumptionMonth[] =>
  volumes.map((volumeM3, index) => ({
    month: addMonths(first, index),
    volumeM3,
    yearAgoM3: null,
    method: volumeM3 === null ? 'none' : 'metered',
  }));

test('bars stand on the base line and never leave the drawing', () => {
  const volume = fc.option(fc.integer({ min: 0, max: 100_000 }).map(String), { nil: null });
  fc.assert(
    fc.property(fc.array(volume, { minLength: 1, maxLength: 24 }), (volumes) => {
      for (const { bar, valueY } of consumptionBars(year('2025-03-01', volumes))) {
        expect(valueY).toBeGreaterThan(0);
        if (!bar) continue;
        expect(bar.y).toBeGreaterThanOrEqual(BASELINE - 170);
        expect(bar.y + bar.height).toBeCloseTo(BASELINE);
      }
    }),
  );
});

test('the last month always keeps its label, every second gives way', () => {
  const bars = consumptionBars(year('2025-11-01', Array(13).fill('5')));
  expect(bars.map(({ isMinor }) => isMinor).slice(-4)).toEqual([true, false, true, false]);
  expect(bars.at(-1)?.isNow).toBe(true);
});

test('a year is told under January, and where that gives way under the month after it', () => {
  for (let start = 0; start < 12; start += 1) {
    const bars = consumptionBars(year(addMonths('2025-01-01', start), Array(13).fill('5')));
    const wide = bars.flatMap((bar, at) => (bar.year ? [{ label: bar.year, at }] : []));
    const narrow = bars.flatMap((bar, at) => {
      const label = bar.narrowYear ?? (bar.isMinor ? null : bar.year);
      return label && !bar.isMinor ? [{ label, at }] : [];
    });
    for (const told of [wide, narrow]) {
      expect(told.map(({ label }) => label)).toEqual([...new Set(told.map(({ label }) => label))]);
      expect(told.map(({ label }) => label)).toContain(2026);
      expect(told.every(({ at }, n) => n === 0 || at - (told[n - 1]?.at ?? 0) > 1)).toBe(true);
    }
    const january = bars.find(({ month }) => month === '2026-01-01');
    expect(january?.year).toBe(2026);
  }
});

test('a month that is not known has neither bar nor value, zero has a value', () => {
  const [unknown, none] = consumptionBars(year('2026-01-01', [null, '0']));
  expect([unknown?.bar, unknown?.value]).toEqual([null, null]);
  expect([none?.bar?.height, none?.value]).toEqual([0, 0]);
});
