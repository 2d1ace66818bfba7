import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyEvent, anyHousehold, FIRST, LAST } from '#test/consumption-arbitrary.ts';
import {
  chargeMonths,
  event,
  heated,
  household,
  inShort,
  meter,
  ratesWith,
  stoveAndHeater,
  sumOf,
  yearOf68,
} from '#test/consumption-world.ts';
import type { AccountFacts } from './billing-facts.ts';
import type { ChargeLine } from './charge-line.ts';
import { isReplayStart, recalculateMonths } from './recalculate.ts';

const rates = ratesWith();
const readEachMonth = yearOf68('2026-06-01', 2000);

/** Numbers as the database gives them back. */
const asStored = (lines: readonly ChargeLine[]): ChargeLine[] =>
  lines.map((line) => ({
    ...line,
    coefficient: Number(line.coefficient).toFixed(4),
    pricePerM3: Number(line.pricePerM3).toFixed(6),
  }));

function chargedAs(facts: AccountFacts, first = FIRST, last = LAST) {
  const months = chargeMonths(facts, { first, last });
  const charged = asStored(months.flatMap(({ lines }) => lines));
  return { months, charged, state: months.at(-1)?.state };
}

test('a fault found in June is charged by norm from the inspection before it, back in March', () => {
  const metered = household(heated, { meters: [meter(readEachMonth)] });
  const { months, charged } = chargedAs(metered);
  const facts = {
    ...metered,
    events: [
      event('control_reading', '2026-03-17', null, { meterId: 1, value: '1796' }),
      event('fault_found', '2026-06-10', '2026-06-20', { meterId: 1 }),
    ],
  };
  const { lines } = recalculateMonths({
    facts,
    before: months[1]?.state ?? null,
    first: '2026-03-01',
    last: '2026-05-01',
    charged,
    ratesOf: () => rates,
  });
  // March: 16 days keep what the counter showed, 15 of 31 are 1119 × 15/31 = 541.452 m³.
  expect(inShort(lines)).toEqual([
    'METER -68.000 = -65443 for 2026-03',
    'METER 68.000 = 65443 for 2026-03',
    'NORM_P28_INSPECTION 541.452 = 521093 for 2026-03',
    'METER -68.000 = -65443 for 2026-04',
    'NORM_P28_INSPECTION 1119.000 = 1076926 for 2026-04',
    'METER -68.000 = -65443 for 2026-05',
    'NORM_P28_INSPECTION 1119.000 = 1076926 for 2026-05',
  ]);
  expect(lines.every(({ kind }) => kind === 'recalculation')).toBe(true);
  expect(lines[0]?.basis).toMatchObject({ kind: 'reversal', of: { kind: 'readings' } });
});

test('an inspection longer than six months ago counts six months back', () => {
  const metered = household(heated, { meters: [meter(readEachMonth)] });
  const facts = {
    ...metered,
    events: [event('fault_found', '2026-06-10', '2026-06-20', { meterId: 1 })],
  };
  const [december] = chargeMonths(facts, { first: '2025-12-01', last: '2025-12-01' });
  expect(december?.lines.map(({ method, from, to }) => [method, from, to])).toEqual([
    ['METER', '2025-12-01', '2025-12-10'],
    ['NORM_P28_INSPECTION', '2025-12-10', '2026-01-01'],
  ]);
});

test('one person fewer, said two months later, gives back their part of both months', () => {
  const facts = household(stoveAndHeater);
  const { charged } = chargedAs(facts, '2026-02-01', '2026-03-01');
  const { lines } = recalculateMonths({
    facts: { ...facts, events: [event('residents', '2026-02-15', null, { value: '2' })] },
    before: null,
    first: '2026-02-01',
    last: '2026-03-01',
    charged,
    ratesOf: () => rates,
  });
  // February: 99 × 14/28 = 49.5 and 66 × 14/28 = 33 at 12.42.
  expect(inShort(lines)).toEqual([
    'NORM_NO_METER -99.000 = -122958 for 2026-02',
    'NORM_NO_METER 49.500 = 61479 for 2026-02',
    'NORM_NO_METER 33.000 = 40986 for 2026-02',
    'NORM_NO_METER -99.000 = -122958 for 2026-03',
    'NORM_NO_METER 66.000 = 81972 for 2026-03',
  ]);
});

test('a second recalculation starts from what the first one left', () => {
  const facts = household(stoveAndHeater);
  const { charged } = chargedAs(facts, '2026-02-01', '2026-03-01');
  const ask = { before: null, first: '2026-02-01', last: '2026-03-01', ratesOf: () => rates };
  const two = { ...facts, events: [event('residents', '2026-02-01', null, { value: '2' })] };
  const first = recalculateMonths({ ...ask, facts: two, charged });
  const known = [...charged, ...asStored(first.lines)];
  expect(recalculateMonths({ ...ask, facts: two, charged: known }).lines).toEqual([]);
  const back = recalculateMonths({ ...ask, facts, charged: known });
  expect(sumOf([...first.lines, ...back.lines])).toBe(0);
});

test('months that wait for a reading are no place to start from', () => {
  const facts = household(heated, { meters: [meter(yearOf68('2026-01-01', 2000))] });
  const { months } = chargedAs(facts, '2026-01-01', '2026-02-01');
  expect(months.map(({ state }) => isReplayStart(state))).toEqual([true, false]);
});

test('with nothing new a replay gives no line and the same state', () => {
  fc.assert(
    fc.property(anyHousehold, (facts) => {
      const { charged, state } = chargedAs(facts);
      const ask = { facts, before: null, first: FIRST, last: LAST, charged, ratesOf: () => rates };
      const replay = recalculateMonths(ask);
      expect(replay.lines).toEqual([]);
      expect(JSON.parse(JSON.stringify(replay.state))).toEqual(JSON.parse(JSON.stringify(state)));
    }),
  );
});

test('what came late leaves each month as if it had been known from the beginning', () => {
  fc.assert(
    fc.property(anyHousehold, anyEvent, (facts, late) => {
      const { charged } = chargedAs(facts);
      const informed = { ...facts, events: [...facts.events, { ...late, eventId: 99 }] };
      const ask = {
        facts: informed,
        before: null,
        first: FIRST,
        last: LAST,
        charged,
        ratesOf: () => rates,
      };
      const { lines, state } = recalculateMonths(ask);
      const right = chargedAs(informed);
      expect(byMonth([...charged, ...lines])).toEqual(byMonth(right.charged));
      expect(JSON.parse(JSON.stringify(state))).toEqual(JSON.parse(JSON.stringify(right.state)));
    }),
  );
});

function byMonth(lines: readonly ChargeLine[]): Record<string, string> {
  const months = Map.groupBy(lines, ({ chargedMonth }) => chargedMonth);
  const volumeOf = (of: ChargeLine[]) => of.reduce((sum, line) => sum + Number(line.volumeM3), 0);
  const entries = [...months].map(([month, of]) => [
    month,
    `${(volumeOf(of) + 0).toFixed(3)} m³, ${sumOf(of)}`.replace('-0.000', '0.000'),
  ]);
  return Object.fromEntries(entries.filter(([, sum]) => sum !== '0.000 m³, 0').sort());
}
