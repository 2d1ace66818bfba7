import { expect, test } from 'vitest';
import {
  chargeMonths,
  event,
  heated,
  household,
  inShort,
  meter,
  ratesWith,
  stove,
  stoveAndHeater,
  sumOf,
  yearOf68,
} from '#test/consumption-world.ts';
import { chargeMonth } from './charge-month.ts';
import { vatInside } from './rate-lookup.ts';

const rates = ratesWith();
const charge = (facts: ReturnType<typeof household>, month: string) =>
  chargeMonth({ facts, before: null, month, rates }).lines;

test('C1: what the counter showed at the price of heating, and the VAT inside it', () => {
  const facts = household(heated, {
    meters: [
      meter([
        ['2026-03-25', '1250'],
        ['2026-04-25', '1318'],
      ]),
    ],
  });
  const lines = charge(facts, '2026-04-01');
  expect(inShort(lines)).toEqual(['METER 68.000 = 65443']);
  expect(lines[0]).toMatchObject({
    from: '2026-04-01',
    to: '2026-05-01',
    measuredM3: '68.000',
    coefficient: '1',
    pricePerM3: '9.624',
    basis: {
      from: { value: '1250', takenOn: '2026-03-25' },
      to: { value: '1318', takenOn: '2026-04-25' },
      differenceM3: '68.000',
      gapMonths: 1,
    },
  });
  expect(vatInside(65443, '2026-04-30', rates.rules)).toBe(11801);
});

test('C2: a meter outdoors multiplies by k of the month and zone', () => {
  const shown = [['2026-03-25', '1250'] as const, ['2026-04-25', '1318'] as const];
  const facts = household(heated, { meters: [meter(shown, { needsCoefficient: true })] });
  const [line] = charge(facts, '2026-04-01');
  expect(line).toMatchObject({
    measuredM3: '68.000',
    coefficient: '1.06',
    volumeM3: '72.080',
    amountKopecks: 69370,
  });
});

test('C3: three months in a row by the average of a year, the fourth by norm', () => {
  const facts = household(heated, { meters: [meter(yearOf68('2026-01-01', 2000))] });
  const months = chargeMonths(facts, { first: '2026-02-01', last: '2026-06-01' });
  expect(months.map(({ lines }) => inShort(lines))).toEqual([
    ['AVG_P31 68.000 = 65443'],
    ['AVG_P31 68.000 = 65443'],
    ['AVG_P31 68.000 = 65443'],
    ['NORM_P31 1119.000 = 1076926'],
    ['NORM_P31 1119.000 = 1076926'],
  ]);
  expect(months[2]?.lines[0]?.basis).toEqual({
    kind: 'average',
    totalM3: '816.000',
    months: 12,
    monthlyM3: '68.000',
    days: 30,
    daysInMonth: 30,
    monthInRow: 3,
  });
});

test('C4: no meter, three persons by the norm of stove and water heater', () => {
  const lines = charge(household(stoveAndHeater), '2026-04-01');
  expect(inShort(lines)).toEqual(['NORM_NO_METER 99.000 = 122958']);
});

test('C5: heating adds its m², and its price is the price of all gas', () => {
  const lines = charge(household(heated), '2026-04-01');
  expect(inShort(lines)).toEqual(['NORM_NO_METER 1119.000 = 1076926']);
  expect(lines[0]?.basis).toMatchObject({
    parts: [
      { use: 'stove_and_heater', normM3: '33', unit: 'person', quantity: '3' },
      { use: 'heating', normM3: '8.5', unit: 'm2', quantity: '120' },
    ],
    monthlyM3: '1119',
  });
});

test('C6: a counter that passed through zero', () => {
  const facts = household(stove, {
    meters: [
      meter([
        ['2026-03-25', '99980'],
        ['2026-04-25', '15', { isRollover: true }],
      ]),
    ],
  });
  expect(inShort(charge(facts, '2026-04-01'))).toEqual(['METER 35.000 = 47320']);
});

test('C7: a meter replaced within the month, the days between by the average of the old one', () => {
  const old = meter([...yearOf68('2026-03-01', 4520), ['2026-04-14', '4533']], {
    liveTo: '2026-04-14',
  });
  const replacement = meter(
    [
      ['2026-04-18', '0'],
      ['2026-04-25', '29'],
    ],
    { meterId: 2, liveFrom: '2026-04-18' },
  );
  const paper = event('replaced', '2026-04-14', null, { meterId: 1 });
  const told = household(heated, { meters: [replacement, old], events: [paper] });
  const lines = charge(told, '2026-04-01');
  expect(inShort(lines)).toEqual([
    'METER 13.000 = 12511',
    'AVG_P30 11.333 = 10907',
    'METER 29.000 = 27910',
  ]);
  expect(sumOf(lines)).toBe(51328);
  expect(lines.map(({ from, to, eventId }) => [from, to, eventId])).toEqual([
    ['2026-04-01', '2026-04-14', null],
    ['2026-04-14', '2026-04-19', paper.eventId],
    ['2026-04-19', '2026-05-01', null],
  ]);
  // The register alone, with no paper, comes to the same sums.
  const untold = household(heated, { meters: [old, replacement] });
  expect(inShort(charge(untold, '2026-04-01'))).toEqual(inShort(lines));
});

test('C8: a fault that the subscriber reported is charged by norm to the day after the repair', () => {
  const facts = household(heated, {
    meters: [
      meter([
        ['2026-03-25', '1000'],
        ['2026-04-25', '1040'],
      ]),
    ],
    events: [event('fault_reported', '2026-04-10', '2026-04-20', { meterId: 1 })],
  });
  const lines = charge(facts, '2026-04-01');
  expect(inShort(lines)).toEqual(['METER 40.000 = 38496', 'NORM_P28_REPORTED 410.300 = 394873']);
  expect(sumOf(lines)).toBe(433369);
  expect(lines[1]).toMatchObject({ from: '2026-04-10', to: '2026-04-21' });
});

test('C9: a reading after three average months gives each of them its equal share', () => {
  const facts = household(heated, {
    meters: [meter([...yearOf68('2026-01-01', 2000), ['2026-05-25', '2250']])],
  });
  const months = chargeMonths(facts, { first: '2026-02-01', last: '2026-05-01' });
  const may = months.at(-1)?.lines ?? [];
  expect(inShort(may)).toEqual([
    'METER 62.500 = 60150',
    'AVG_P31 -68.000 = -65443 for 2026-02',
    'METER 62.500 = 60150 for 2026-02',
    'AVG_P31 -68.000 = -65443 for 2026-03',
    'METER 62.500 = 60150 for 2026-03',
    'AVG_P31 -68.000 = -65443 for 2026-04',
    'METER 62.500 = 60150 for 2026-04',
  ]);
  expect(sumOf(may.filter(({ kind }) => kind === 'recalculation'))).toBe(-15879);
  expect(sumOf(may)).toBe(44271);
  expect(sumOf(months.flatMap(({ lines }) => lines))).toBe(4 * 60150);
});

test('C10: 100 m³ over five months and a change of price, each month at its own', () => {
  const facts = household(heated, {
    meters: [meter([...yearOf68('2025-09-01', 1000, 20), ['2026-02-25', '1100']])],
  });
  const rebased = ratesWith({
    changedRules: { recalculation: { average: 'REBASE', norm: 'REBASE' } },
  });
  const months = chargeMonths(facts, { first: '2025-10-01', last: '2026-02-01', rates: rebased });
  const lines = months.flatMap((one) => one.lines);
  const volumes = lines.reduce((sum, { volumeM3 }) => sum + Number(volumeM3), 0);
  expect(volumes).toBe(100);
  expect(sumOf(lines)).toBe(95298);
  // By the default policy the fourth month stays by norm, and its share is not charged.
  const kept = chargeMonths(facts, { first: '2025-10-01', last: '2026-02-01' });
  expect(inShort(kept[3]?.lines ?? [])).toEqual(['NORM_P31 1119.000 = 1076926']);
  expect(sumOf(kept.flatMap((one) => one.lines))).toBe(95298 - 19248 + 1076926);
});

test('C11: of an absence only full days count, and not the days of leaving and coming back', () => {
  const facts = household(stoveAndHeater, {
    events: [event('temporary_absence', '2026-04-04', '2026-04-25')],
  });
  const [line] = charge(facts, '2026-04-01');
  expect(line).toMatchObject({ volumeM3: '77.000', amountKopecks: 95634 });
  expect(line?.basis).toMatchObject({ parts: [{ quantity: '2.333333' }] });
});
