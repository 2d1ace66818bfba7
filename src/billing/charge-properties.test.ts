import Big from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMonths } from '#src/plain-date.ts';
import { anyHousehold, FIRST, LAST, ordinaryMeter } from '#test/consumption-arbitrary.ts';
import {
  chargeMonths,
  exampleRates,
  heated,
  household,
  meter,
  ratesWith,
  stove,
  sumOf,
  yearOf68,
} from '#test/consumption-world.ts';
import type { AccountFacts } from './billing-facts.ts';
import type { ChargeLine } from './charge-line.ts';
import { chargeAnyMonth, chargeMonth } from './charge-month.ts';
import { kopecksOf } from './rounding.ts';

const rates = ratesWith();
const allOf = (facts: AccountFacts, table = rates): ChargeLine[] =>
  chargeMonths(facts, { first: FIRST, last: LAST, rates: table }).flatMap(({ lines }) => lines);

test('whatever order the facts came in, the charges are the same', () => {
  fc.assert(
    fc.property(anyHousehold, fc.nat(), (facts, seed) => {
      const turn = <T>(items: T[]): T[] => {
        const by = seed % Math.max(1, items.length);
        return [...items.slice(by), ...items.slice(0, by)].reverse();
      };
      const shuffled: AccountFacts = {
        ...facts,
        attributes: turn(facts.attributes),
        events: turn(facts.events),
        privileges: turn(facts.privileges),
        meters: turn(facts.meters.map((one) => ({ ...one, readings: turn(one.readings) }))),
      };
      const range = { first: FIRST, last: LAST };
      expect(chargeMonths(shuffled, range)).toEqual(chargeMonths(facts, range));
    }),
  );
});

test('no charge has a negative volume; what is taken back is a recalculation', () => {
  fc.assert(
    fc.property(anyHousehold, (facts) => {
      for (const line of allOf(facts)) {
        if (line.kind === 'recalculation' || line.method === 'PRIVILEGE') continue;
        expect(Number(line.volumeM3)).toBeGreaterThanOrEqual(0);
        expect(line.amountKopecks).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});

test('every line is what its basis adds up to', () => {
  fc.assert(fc.property(anyHousehold, (facts) => allOf(facts).forEach(expectToReAdd)));
});

function expectToReAdd(line: ChargeLine): void {
  const { basis } = line;
  if (line.method === 'PRIVILEGE') {
    expect(line.volumeM3).toBe('0.000');
    return;
  }
  const volume = new Big(line.measuredM3).times(line.coefficient).round(3, Big.roundHalfUp);
  expect(volume.toFixed(3)).toBe(line.volumeM3);
  expect(line.amountKopecks).toBe(kopecksOf(line.volumeM3, line.pricePerM3));
  expect(line.from < line.to).toBe(true);
  if (basis.kind === 'average') {
    const { monthlyM3, totalM3, months, days, daysInMonth } = basis;
    expect(new Big(totalM3).div(months).round(3).toFixed(3)).toBe(monthlyM3);
    expect(new Big(monthlyM3).times(days).div(daysInMonth).round(3).toFixed(3)).toBe(line.volumeM3);
  }
  if (basis.kind === 'norm') {
    const monthly = basis.parts.reduce(
      (sum, { normM3, quantity }) => sum.plus(new Big(normM3).times(quantity)),
      new Big(0),
    );
    expect(monthly.toFixed()).toBe(basis.monthlyM3);
    const { days, daysInMonth, meters } = basis;
    const share = monthly.times(days).div(daysInMonth * meters);
    expect(share.round(3).toFixed(3)).toBe(line.volumeM3);
  }
}

test('the metered lines of a month add up to its share of the difference', () => {
  fc.assert(
    fc.property(ordinaryMeter(1), fc.nat(27), (one, day) => {
      const from = `2026-03-${String(day + 1).padStart(2, '0')}`;
      const facts = household(stove, { meters: [one] });
      facts.attributes.push({ ...heated, from, to: null });
      for (const { lines } of chargeMonths(facts, { first: FIRST, last: LAST })) {
        const own = lines.filter(({ kind, method }) => kind === 'charge' && method === 'METER');
        const [first] = own;
        if (first?.basis.kind !== 'readings') continue;
        const { differenceM3, gapMonths } = first.basis;
        const measured = own.reduce((sum, line) => sum.plus(line.measuredM3), new Big(0));
        const share = new Big(differenceM3).div(gapMonths);
        expect(Number(measured.minus(share).abs())).toBeLessThan(0.001 * gapMonths);
      }
    }),
  );
});

test('rows that say again what was known split nothing', () => {
  fc.assert(
    fc.property(anyHousehold, fc.integer({ min: 2, max: 28 }), (facts, day) => {
      const from = `2026-03-${String(day).padStart(2, '0')}`;
      const known = facts.attributes.toSorted((a, b) => (a.from < b.from ? -1 : 1));
      const last = known.findLast((row) => row.from <= from) ?? known[0];
      if (!last || last.from === from) return;
      const attributes = [...facts.attributes, { ...last, from }];
      expect(allOf({ ...facts, attributes })).toEqual(allOf(facts));
    }),
  );
});

test('a new price that is the old one changes a sum by no more than rounding', () => {
  fc.assert(
    fc.property(anyHousehold, fc.integer({ min: 2, max: 28 }), (facts, day) => {
      const validFrom = `2026-03-${String(day).padStart(2, '0')}`;
      const again = exampleRates.tariffs
        .filter((one) => one.validFrom === '2026-01-01')
        .map((one) => ({ ...one, tariffId: one.tariffId + 100, validFrom }));
      const split = ratesWith({ tariffs: [...exampleRates.tariffs, ...again] });
      // A privilege of a part of a line is by days, and so does depend on where the lines are cut.
      const plain = { ...facts, privileges: [] };
      const [before, after] = [allOf(plain), allOf(plain, split)];
      // A litre of rounding is 1.4 kopecks at most.
      const most = 2.5 * (before.length + after.length);
      expect(Math.abs(sumOf(before) - sumOf(after))).toBeLessThanOrEqual(most);
    }),
  );
});

test('REBASE comes to what the counter showed in equal shares, a kopeck a line at most', () => {
  const scenario = fc.record({
    missed: fc.integer({ min: 1, max: 3 }),
    litres: fc.nat(3_000_000),
    isOutdoor: fc.boolean(),
  });
  fc.assert(
    fc.property(scenario, ({ missed, litres, isOutdoor }) => {
      const month = `2026-0${missed + 2}`;
      const shown = String(2000 + litres / 1000);
      const facts = household(heated, {
        meters: [
          meter([...yearOf68('2026-01-01', 2000).slice(-1), [`${month}-25`, shown]], {
            needsCoefficient: isOutdoor,
          }),
        ],
      });
      const coefficients = ['02', '03', '04', '05'].map((one) => ({
        climateZone: 1,
        month: `2026-${one}-01`,
        coefficient: '1.07',
        isExample: true,
        source: 'test',
      }));
      const table = ratesWith({
        coefficients,
        changedRules: { recalculation: { average: 'REBASE', norm: 'REBASE' } },
      });
      const first = '2026-02-01';
      const months = chargeMonths(facts, { first, last: `${month}-01`, rates: table });
      const lines = months.flatMap((one) => one.lines);
      const k = isOutdoor ? 1.07 : 1;
      const exact = (litres / 1000) * k * 9.624 * 100;
      expect(Math.abs(sumOf(lines) - exact)).toBeLessThanOrEqual(1.5 * (missed + 1));
    }),
  );
});

test('the short way, where it is taken, comes to the same as the long one', () => {
  fc.assert(
    fc.property(anyHousehold, (facts) => {
      for (const { state, month } of chargeMonths(facts, { first: FIRST, last: '2026-05-01' })) {
        const input = { facts, before: state, month: addMonths(month, 1), rates };
        expect(chargeMonth(input)).toEqual(chargeAnyMonth(input));
        const first = { ...input, before: null };
        expect(chargeMonth(first)).toEqual(chargeAnyMonth(first));
      }
    }),
  );
});

test('so it is for ordinary households, which take it nearly always', () => {
  const ordinary = fc.record({
    one: fc.boolean().chain((outdoor) => ordinaryMeter(1, outdoor)),
    attributes: fc.constantFrom(stove, heated),
    verifiedUntil: fc.constantFrom(null, '2026-04-30', '2026-05-31', '2030-01-01'),
    turn: fc.boolean(),
  });
  const coefficients = Array.from({ length: 24 }, (_, index) => ({
    climateZone: 1,
    month: `${2025 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`,
    coefficient: ['1.08', '0.9', '1.0355'][index % 3] ?? '1',
    isExample: true,
    source: 'test',
  }));
  const table = ratesWith({ coefficients });
  fc.assert(
    fc.property(ordinary, ({ one, attributes, verifiedUntil, turn }) => {
      const verification = [{ from: '2020-01-01', to: null, verifiedUntil }];
      const last = one.readings.at(-1);
      if (turn && last) Object.assign(last, { value: '3.25', isRollover: true });
      const facts = household(attributes, { meters: [{ ...one, verification }] });
      const range = { first: FIRST, last: '2026-05-01', rates: table };
      for (const { state, month } of chargeMonths(facts, range)) {
        const next = addMonths(month, 1);
        const input = { facts, before: state, month: next, rates: table };
        expect(chargeMonth(input)).toEqual(chargeAnyMonth(input));
        const first = { ...input, before: null };
        expect(chargeMonth(first)).toEqual(chargeAnyMonth(first));
      }
    }),
  );
});
