import { expect, test } from 'vitest';
import {
  chargeMonths,
  event,
  exampleRates,
  heated,
  household,
  inShort,
  meter,
  ratesWith,
  stove,
  stoveAndHeater,
  yearOf68,
} from '#test/consumption-world.ts';
import type { AccountFacts } from './billing-facts.ts';
import { chargeMonth } from './charge-month.ts';
import { MissingRateError } from './rates.ts';

// What each day of a month comes under. The norm of `heated` is 1119 m³ a month: 37.3 a day of April.
const rates = ratesWith();
const readEachMonth = yearOf68('2026-06-01', 2000);
const april = (facts: AccountFacts, table = rates) =>
  chargeMonth({ facts, before: null, month: '2026-04-01', rates: table }).lines;
const days = (facts: AccountFacts) =>
  april(facts).map(({ method, from, to, volumeM3 }) => [
    method,
    `${Number(from.slice(8))}–${Number(to.slice(8))}${to.startsWith('2026-05') ? ' May' : ''}`,
    volumeM3,
  ]);
const one = (more: Partial<AccountFacts> = {}, shown = readEachMonth) =>
  household(heated, { meters: [meter(shown)], ...more });

test('while gas is shut off nothing is charged, with a meter or without', () => {
  const events = [event('disconnected', '2026-04-10'), event('connected', '2026-04-21')];
  expect(days(one({ events }))).toEqual([['METER', '1–1 May', '68.000']]);
  // 99 × 9/30 and 99 × 10/30
  expect(days(household(stoveAndHeater, { events }))).toEqual([
    ['NORM_NO_METER', '1–10', '29.700'],
    ['NORM_NO_METER', '21–1 May', '33.000'],
  ]);
  expect(days(one({ events: [event('disconnected', '2026-03-30')] }, []))).toEqual([]);
});

test('after the end of verification the norm at once, with no average', () => {
  const verification = [{ from: '2020-01-01', to: null, verifiedUntil: '2026-04-14' }];
  const read = meter(readEachMonth, { verification });
  // Of the 25 days up to the reading 14 are not in the norm: 68 × 14/25
  expect(days(household(heated, { meters: [read] }))).toEqual([
    ['METER', '1–15', '38.080'],
    ['NORM_EXPIRED', '15–1 May', '596.800'],
  ]);
  const silent = meter(yearOf68('2026-03-01', 2000), { verification });
  // 68 × 14/30
  expect(days(household(heated, { meters: [silent] }))).toEqual([
    ['AVG_P31', '1–15', '31.733'],
    ['NORM_EXPIRED', '15–1 May', '596.800'],
  ]);
});

test('a new verification counts from the day on which the register knew of it', () => {
  const verification = [
    { from: '2020-01-01', to: '2026-04-21', verifiedUntil: '2026-03-31' },
    { from: '2026-04-21', to: null, verifiedUntil: '2036-04-01' },
  ];
  expect(days(household(heated, { meters: [meter(readEachMonth, { verification })] }))).toEqual([
    ['NORM_EXPIRED', '1–21', '746.000'],
    ['METER', '21–1 May', '13.600'], // 68 × 5/25: the counter ran on all the time
  ]);
});

test('who lets nobody in is charged by norm for those days', () => {
  const events = [event('access_refused', '2026-04-16', '2026-04-30', { meterId: 1 })];
  expect(days(one({ events }))).toEqual([
    ['METER', '1–16', '40.800'], // 68 × 15/25
    ['NORM_NO_ACCESS', '16–1 May', '559.500'],
  ]);
});

test('of several rules for one day the first of the list holds', () => {
  const events = [
    event('fault_reported', '2026-04-05', '2026-04-24', { meterId: 1 }),
    event('removed_for_verification', '2026-04-03', '2026-04-29', { meterId: 1 }),
    event('access_refused', '2026-04-11', '2026-04-20', { meterId: 1 }),
    event('control_reading', '2026-04-12', null, { meterId: 1 }),
    event('fault_found', '2026-04-14', '2026-04-15', { meterId: 1 }),
    event('disconnected', '2026-04-13', '2026-04-13'),
  ];
  expect(april(one({ events })).map(({ method, from }) => [method, from.slice(8)])).toEqual([
    ['METER', '01'],
    ['AVG_P30', '03'],
    ['NORM_P28_REPORTED', '05'],
    ['NORM_NO_ACCESS', '11'],
    ['NORM_P28_INSPECTION', '12'],
    ['NORM_P28_INSPECTION', '14'],
    ['NORM_NO_ACCESS', '16'],
    ['NORM_P28_REPORTED', '21'],
    ['AVG_P30', '25'],
  ]);
});

test('a meter taken for verification: average to the day after the seal, three months at most', () => {
  const away = event('removed_for_verification', '2026-01-15', null, { meterId: 1 });
  const sealed = event('installed', '2026-05-10', null, { meterId: 1 });
  const facts = one({ events: [away, sealed] }, yearOf68('2026-01-01', 2000));
  const months = chargeMonths(facts, { first: '2026-01-01', last: '2026-05-01' });
  expect(months.map(({ lines }) => lines.map((line) => [line.method, line.volumeM3]))).toEqual([
    [
      ['METER', '68.000'],
      ['AVG_P30', '37.290'], // 68 × 17/31
    ],
    [['AVG_P30', '68.000']],
    [['AVG_P30', '68.000']],
    [['NORM_P30', '1119.000']],
    [
      ['NORM_P30', '360.968'], // 1119 × 10/31: up to the 10th, the day after it measures again
      ['AVG_P31', '46.065'], // 68 × 21/31
    ],
  ]);
});

test('a meter replaced on one day leaves no gap, and none stands between two that overlap', () => {
  const old = meter([...yearOf68('2026-03-01', 2000), ['2026-04-14', '2020']], {
    liveTo: '2026-04-14',
  });
  const next = meter(
    [
      ['2026-04-14', '0'],
      ['2026-04-25', '9'],
    ],
    {
      meterId: 2,
      liveFrom: '2026-04-14',
    },
  );
  expect(days(household(heated, { meters: [old, next] }))).toEqual([
    ['METER', '1–14', '20.000'],
    ['METER', '14–1 May', '9.000'],
  ]);
});

test('a meter removed for good is no meter from that day on', () => {
  const gone = meter([...yearOf68('2026-03-01', 2000), ['2026-04-11', '2010']], {
    liveTo: '2026-04-11',
  });
  expect(days(household(heated, { meters: [gone] }))).toEqual([
    ['METER', '1–11', '10.000'],
    ['NORM_NO_METER', '11–1 May', '746.000'],
  ]);
});

test('a meter replaced after the turn of the month: its average goes on until the other is sealed', () => {
  const old = meter([...yearOf68('2026-03-01', 2000), ['2026-04-20', '2030']], {
    liveTo: '2026-04-20',
  });
  const next = meter(
    [
      ['2026-05-05', '0'],
      ['2026-05-25', '40'],
    ],
    {
      meterId: 2,
      liveFrom: '2026-05-05',
    },
  );
  // In April nobody knows yet of the other: no meter. In May the register does.
  const known = household(heated, { meters: [old] });
  const [april_] = chargeMonths(known, { first: '2026-04-01', last: '2026-04-01' });
  expect(inShort(april_?.lines ?? [])).toEqual([
    'METER 30.000 = 28872',
    'NORM_NO_METER 410.300 = 394873',
  ]);
  const facts = { ...known, meters: [{ ...old, readings: [] }, next] };
  const before = april_?.state ?? null;
  const may = chargeMonth({ facts, before, month: '2026-05-01', rates });
  // The average of 11 × 68 and 30 is 64.833, of which May has 5/31.
  expect(inShort(may.lines)).toEqual(['AVG_P30 10.457 = 10064', 'METER 40.000 = 38496']);
});

test('of several meters each that is not read answers for its part of the norm', () => {
  const facts = household(heated, { meters: [meter(readEachMonth), meter([], { meterId: 2 })] });
  expect(days(facts)).toEqual([
    ['METER', '1–1 May', '68.000'],
    ['NORM_P31', '1–1 May', '559.500'],
  ]);
});

test('a boiler put in within the month: the gas of each part at its own price', () => {
  const attributes = [
    { ...stove, from: '2020-01-01', to: '2026-04-11' },
    { ...heated, from: '2026-04-11', to: null },
  ];
  const lines = april(one({ attributes }));
  // 68 × 10/30 = 22.666 at 13.52, the rest at 9.624
  expect(lines.map((line) => [line.volumeM3, line.pricePerM3, line.amountKopecks])).toEqual([
    ['22.666', '13.52', 30644],
    ['45.334', '9.624', 43629],
  ]);
});

test('a price that changes within the month divides the gas by days', () => {
  const autumn = { ...exampleRates.tariffs[5], tariffId: 9, validFrom: '2026-04-16' };
  const tariffs = [...exampleRates.tariffs, { ...autumn, pricePerM3: '10' } as never];
  expect(inShort(april(one(), ratesWith({ tariffs })))).toEqual([
    'METER 34.000 = 32722',
    'METER 34.000 = 34000',
  ]);
});

test('an account opened or closed within the month has no other days', () => {
  expect(days(household(stoveAndHeater, { openedOn: '2026-04-21' }))).toEqual([
    ['NORM_NO_METER', '21–1 May', '33.000'],
  ]);
  expect(days(household(stoveAndHeater, { closedOn: '2026-04-11' }))).toEqual([
    ['NORM_NO_METER', '1–11', '33.000'],
  ]);
  expect(days(household(stoveAndHeater, { closedOn: '2026-04-01' }))).toEqual([]);
});

test('a number that is needed and not there stops the month, and is named', () => {
  const missing = (facts: AccountFacts, table: typeof rates) => {
    try {
      return april(facts, table);
    } catch (error) {
      return error instanceof MissingRateError ? error.missing : error;
    }
  };
  expect(missing(one(), ratesWith({ tariffs: [] }))).toEqual({
    kind: 'tariff',
    category: 'heating',
    on: '2026-04-01',
  });
  expect(missing(household(stove), ratesWith({ norms: [] }))).toEqual({
    kind: 'norm',
    use: 'stove_without_hot_water',
    on: '2026-04-01',
  });
  const outdoors = meter(
    [
      ['2026-03-25', '1'],
      ['2026-04-25', '2'],
    ],
    { needsCoefficient: true },
  );
  const facts = household(stove, { meters: [outdoors] });
  expect(missing(facts, ratesWith({ coefficients: [] }))).toEqual({
    kind: 'coefficient',
    climateZone: 1,
    month: '2026-04-01',
  });
  // A meter that is read needs no norm.
  expect(inShort(april(one(), ratesWith({ norms: [] })))).toEqual(['METER 68.000 = 65443']);
});
