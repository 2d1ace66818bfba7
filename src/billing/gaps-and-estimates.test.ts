import { expect, test } from 'vitest';
import {
  chargeMonths,
  event,
  heated,
  household,
  inShort,
  meter,
  ratesWith,
  sumOf,
  yearOf68,
} from '#test/consumption-world.ts';
import { chargeMonth } from './charge-month.ts';

// Months without readings, and what a reading then does. The average is 68, the norm 1119 m³.
const upTo = (last: string, ...more: Parameters<typeof meter>[0]) =>
  household(heated, { meters: [meter([...yearOf68(last, 2000), ...more])] });
const monthsOf = (
  facts: ReturnType<typeof upTo>,
  first: string,
  last: string,
  rates = ratesWith(),
) => chargeMonths(facts, { first, last, rates }).map(({ lines }) => inShort(lines));

test('a meter’s first reading only begins the count', () => {
  const facts = household(heated, {
    meters: [
      meter([
        ['2026-04-25', '512'],
        ['2026-05-25', '520'],
      ]),
    ],
  });
  expect(monthsOf(facts, '2026-04-01', '2026-05-01')).toEqual([
    ['METER 0.000 = 0'],
    ['METER 8.000 = 7699'],
  ]);
});

test('of several readings in a month the last closes it, through a turn of the counter too', () => {
  const facts = household(heated, {
    meters: [
      meter([
        ['2026-03-25', '99990'],
        ['2026-04-10', '99998'],
        ['2026-04-20', '4', { isRollover: true }],
        ['2026-04-28', '30'],
      ]),
    ],
  });
  const [line] = chargeMonth({
    facts,
    before: null,
    month: '2026-04-01',
    rates: ratesWith(),
  }).lines;
  expect(line).toMatchObject({
    volumeM3: '40.000',
    basis: { isRollover: true, to: { value: '30' } },
  });
});

test('nothing used is a month that was read: a line of 0', () => {
  expect(monthsOf(upTo('2026-03-01', ['2026-04-25', '2000']), '2026-04-01', '2026-04-01')).toEqual([
    ['METER 0.000 = 0'],
  ]);
});

test('a reading opens three average months anew', () => {
  const facts = upTo('2026-01-01', ['2026-03-25', '2136']);
  expect(monthsOf(facts, '2026-02-01', '2026-07-01').map(([first]) => first)).toEqual([
    'AVG_P31 68.000 = 65443',
    'METER 68.000 = 65443',
    'AVG_P31 68.000 = 65443',
    'AVG_P31 68.000 = 65443',
    'AVG_P31 68.000 = 65443',
    'NORM_P31 1119.000 = 1076926',
  ]);
});

test('months missed before the books were begun count as missed', () => {
  expect(monthsOf(upTo('2026-01-01'), '2026-04-01', '2026-05-01')).toEqual([
    ['AVG_P31 68.000 = 65443'],
    ['NORM_P31 1119.000 = 1076926'],
  ]);
});

test('months before the books are never recomputed: only the open one gets its share', () => {
  // 150 m³ since January are 50 a month; February and March were charged elsewhere.
  expect(monthsOf(upTo('2026-01-01', ['2026-04-25', '2150']), '2026-04-01', '2026-04-01')).toEqual([
    ['METER 50.000 = 48120'],
  ]);
});

test('a meter that never counted has no average: norm at once', () => {
  const facts = household(heated, { meters: [meter([['2026-01-25', '10']])] });
  expect(monthsOf(facts, '2026-02-01', '2026-02-01')).toEqual([['NORM_P31 1119.000 = 1076926']]);
});

test('the average is of so many months as there are', () => {
  const facts = household(heated, {
    meters: [
      meter([
        ['2026-01-25', '10'],
        ['2026-02-25', '20'],
        ['2026-03-25', '35'],
      ]),
    ],
  });
  expect(monthsOf(facts, '2026-04-01', '2026-04-01')).toEqual([['AVG_P31 12.500 = 12030']]);
});

test('norm months stay as they were charged, average months before them get their share', () => {
  const facts = upTo('2025-12-01', ['2026-05-25', '2250']);
  const may = monthsOf(facts, '2026-01-01', '2026-05-01').at(-1);
  // 250 over five months: 50 each; the fourth, April, was by norm.
  expect(may).toEqual([
    'METER 50.000 = 48120',
    'AVG_P31 -68.000 = -65443 for 2026-01',
    'METER 50.000 = 48120 for 2026-01',
    'AVG_P31 -68.000 = -65443 for 2026-02',
    'METER 50.000 = 48120 for 2026-02',
    'AVG_P31 -68.000 = -65443 for 2026-03',
    'METER 50.000 = 48120 for 2026-03',
  ]);
});

test('a month that a norm was charged for in part gets its part of the share', () => {
  const verification = [
    { from: '2020-01-01', to: '2026-05-01', verifiedUntil: '2026-04-14' },
    { from: '2026-05-01', to: null, verifiedUntil: '2036-04-01' },
  ];
  const shown = [...yearOf68('2026-03-01', 2000), ['2026-05-25', '2156'] as const];
  const facts = household(heated, { meters: [meter(shown, { verification })] });
  const months = chargeMonths(facts, { first: '2026-04-01', last: '2026-05-01' });
  // 68 × 14/30 and 1119 × 16/30; then 78 m³ for each of the two months, for April 78 × 14/30.
  expect(months.map(({ lines }) => inShort(lines))).toEqual([
    ['AVG_P31 31.733 = 30540', 'NORM_EXPIRED 596.800 = 574360'],
    [
      'METER 78.000 = 75067',
      'AVG_P31 -31.733 = -30540 for 2026-04',
      'METER 36.400 = 35031 for 2026-04',
    ],
  ]);
  expect(months[1]?.lines[2]?.basis).toMatchObject({ part: { days: 14, ofDays: 30 } });
});

test('by the policy KEEP average months stay too', () => {
  const keep = ratesWith({ changedRules: { recalculation: { average: 'KEEP', norm: 'KEEP' } } });
  const facts = upTo('2026-01-01', ['2026-05-25', '2250']);
  expect(monthsOf(facts, '2026-02-01', '2026-05-01', keep).at(-1)).toEqual([
    'METER 62.500 = 60150',
  ]);
});

test('k is of each month of the gap', () => {
  const outdoors = meter(
    [
      ['2026-01-25', '1000'],
      ['2026-04-25', '1300'],
    ],
    { needsCoefficient: true },
  );
  const facts = household(heated, { meters: [outdoors] });
  const rebase = ratesWith({
    changedRules: { recalculation: { average: 'REBASE', norm: 'REBASE' } },
  });
  const april = chargeMonths(facts, { first: '2026-02-01', last: '2026-04-01', rates: rebase }).at(
    -1,
  );
  const anew = april?.lines.filter(({ method }) => method === 'METER');
  expect(anew?.map((line) => [line.chargedMonth, line.coefficient, line.volumeM3])).toEqual([
    ['2026-04-01', '1.06', '106.000'],
    ['2026-02-01', '1.08', '108.000'],
    ['2026-03-01', '1.07', '107.000'],
  ]);
  expect(april?.state.meters[0]?.metered).toEqual(['108', '107', '106']);
});

test('an inspector’s lower reading takes back the estimates and what had been sent too much', () => {
  const control = ['2026-05-14', '1990', { isControl: true }] as const;
  const months = monthsOf(upTo('2026-03-01', control), '2026-04-01', '2026-05-01');
  expect(months[1]).toEqual([
    'METER 0.000 = 0',
    'AVG_P31 -68.000 = -65443 for 2026-04',
    'METER 0.000 = 0 for 2026-04',
    'METER -10.000 = -9624 for 2026-05',
  ]);
});

test('a reading that came after a later one had closed its month divides nothing', () => {
  const late = { billingMonth: '2026-05-01' };
  const facts = upTo('2026-03-01', ['2026-04-25', '2068'], ['2026-04-10', '2030', late]);
  expect(monthsOf(facts, '2026-04-01', '2026-05-01')).toEqual([
    ['METER 68.000 = 65443'],
    ['AVG_P31 68.000 = 65443'],
  ]);
});

test('months in which no gas could flow have no share: all is of the month that used it', () => {
  const off = [event('disconnected', '2026-02-01'), event('connected', '2026-05-01')];
  const facts = { ...upTo('2026-01-01', ['2026-05-25', '2060']), events: off };
  expect(monthsOf(facts, '2026-02-01', '2026-05-01')).toEqual([
    [],
    [],
    [],
    ['METER 60.000 = 57744'],
  ]);
});

test('the last reading of a removed meter, come a month late, is of the days it still measured', () => {
  const late = { billingMonth: '2026-05-01' };
  const old = meter([...yearOf68('2026-03-01', 2000), ['2026-04-16', '2030', late]], {
    liveTo: '2026-04-16',
  });
  const next = meter(
    [
      ['2026-04-16', '0', late],
      ['2026-05-25', '45'],
    ],
    {
      meterId: 2,
      liveFrom: '2026-04-16',
    },
  );
  const facts = household(heated, { meters: [old, next] });
  const months = chargeMonths(facts, { first: '2026-04-01', last: '2026-05-01' });
  expect(months.map(({ lines }) => inShort(lines))).toEqual([
    ['AVG_P31 34.000 = 32722', 'NORM_P31 559.500 = 538463'],
    [
      'METER 45.000 = 43308',
      'AVG_P31 -34.000 = -32722 for 2026-04',
      'METER 30.000 = 28872 for 2026-04',
    ],
  ]);
  // Its work is done: the state forgets it.
  expect(months[1]?.state.meters.map(({ meterId }) => meterId)).toEqual([2]);
});

test('what the last reading of a meter removed on the first of a month shows is not lost', () => {
  const gone = meter([...yearOf68('2026-03-01', 2000), ['2026-04-01', '2011']], {
    liveTo: '2026-04-01',
  });
  const next = meter(
    [
      ['2026-04-01', '0'],
      ['2026-04-25', '50'],
    ],
    {
      meterId: 2,
      liveFrom: '2026-04-01',
    },
  );
  expect(monthsOf(household(heated, { meters: [gone, next] }), '2026-04-01', '2026-04-01')).toEqual(
    [['METER 11.000 = 10586', 'METER 50.000 = 48120']],
  );
});

test('a state is short', () => {
  const [month] = chargeMonths(upTo('2026-04-01'), { first: '2026-04-01', last: '2026-04-01' });
  expect(JSON.stringify(month?.state).length).toBeLessThan(250);
  expect(sumOf(month?.lines ?? [])).toBe(65443);
});
