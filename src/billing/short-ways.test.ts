import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addMonths } from '#src/plain-date.ts';
import { anyHousehold, FIRST, ordinaryMeter } from '#test/consumption-arbitrary.ts';
import { chargeMonths, heated, household, ratesWith, stove } from '#test/consumption-world.ts';
import { charge, payment, shippedRates } from '#test/play-ledger.ts';
import type { BillingState, DebtState } from './billing-state.ts';
import { chargeAnyMonth } from './charge-month.ts';
import { encodeBasis } from './line-basis.ts';
import type { MoneyEntry } from './money-entry.ts';
import { settleOrdinaryMonth } from './ordinary-money.ts';
import { chargeOrdinaryMonth } from './ordinary-month.ts';
import { lastDayOf } from './post-entries.ts';
import { RowBuffer } from './row-buffer.ts';
import { settleAnyMonth } from './settle-month.ts';
import { decodeState, encodeState } from './state-code.ts';

const coefficients = Array.from({ length: 36 }, (_, index) => ({
  climateZone: 1,
  month: `${2025 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}-01`,
  coefficient: ['1.08', '0.9', '1.0355'][index % 3] ?? '1',
  isExample: true,
  source: 'test',
}));
const policy = fc.constantFrom<'REBASE' | 'KEEP'>('REBASE', 'KEEP');

test('long gaps, norms and homes without a meter come to the same the short way and the long', () => {
  const taken = { gap: 0, norm: 0, noMeter: 0 };
  const home = fc.record({
    one: fc.boolean().chain((outdoor) => ordinaryMeter(1, outdoor)),
    attributes: fc.constantFrom(stove, heated),
    /** The months of the year that have a reading. */
    kept: fc.array(fc.boolean(), { minLength: 24, maxLength: 24 }),
    hasMeter: fc.constantFrom(true, true, true, false),
    average: policy,
    norm: policy,
  });
  fc.assert(
    fc.property(home, ({ one, attributes, kept, hasMeter, average, norm }) => {
      const readings = one.readings.filter((_, at) => at === 0 || kept[at % kept.length]);
      const facts = household(attributes, { meters: hasMeter ? [{ ...one, readings }] : [] });
      const changedRules = { recalculation: { average, norm } };
      const table = ratesWith({ coefficients, changedRules });
      const range = { first: FIRST, last: '2026-11-01', rates: table };
      for (const { state, month } of chargeMonths(facts, range)) {
        const next = addMonths(month, 1);
        for (const before of [state, null]) {
          const input = { facts, before, month: next, rates: table };
          const short = chargeOrdinaryMonth(input);
          if (!short) continue;
          expect(short).toEqual(chargeAnyMonth(input));
          const [line] = short.lines;
          if (line?.method === 'NORM_P31') taken.norm += 1;
          if (line?.method === 'NORM_NO_METER') taken.noMeter += 1;
          if (short.lines.length > 1) taken.gap += 1;
        }
      }
    }),
  );
  // It would prove nothing if the short way were never taken.
  expect(Object.values(taken).filter((times) => times > 20)).toHaveLength(3);
});

const first = '2025-09-01';
const life = fc
  .array(
    fc.record({
      charged: fc.option(fc.integer({ min: 1, max: 300_000 }), { freq: 8 }),
      paidDay: fc.integer({ min: 1, max: 28 }),
      paid: fc.constantFrom<'all' | 'half' | 'more' | 'none'>(
        'all',
        'all',
        'all',
        'half',
        'more',
        'none',
      ),
      times: fc.constantFrom(1, 1, 2),
    }),
    { minLength: 12, maxLength: 12 },
  )
  .map((months) => {
    let owed = 0;
    return months.map(({ charged, paidDay, paid, times }, at): MoneyEntry[] => {
      const month = addMonths(first, at);
      const sum = { all: owed, half: Math.floor(owed / 2), more: owed + 5_000, none: 0 }[paid];
      const day = `${month.slice(0, 8)}${String(paidDay).padStart(2, '0')}`;
      const parts = sum < times ? [] : Array.from({ length: times }, () => Math.floor(sum / times));
      owed += (charged ?? 0) - parts.reduce((all, part) => all + part, 0);
      owed = Math.max(owed, 0);
      return [
        ...parts.map((part) => payment(day, part)),
        ...(charged === null ? [] : [charge(month, charged)]),
      ];
    });
  });

function settledMonths(months: MoneyEntry[][]) {
  let before: DebtState | null = null;
  return months.map((entries, at) => {
    const calculationDate = lastDayOf(addMonths(first, at));
    const input = { before, entries, calculationDate, rates: shippedRates };
    const settled = settleAnyMonth(input);
    before = settled.state;
    return { input, settled };
  });
}

test('the money of who pays in time comes to the same the short way and the long', () => {
  let taken = 0;
  fc.assert(
    fc.property(life, (months) => {
      for (const { input, settled } of settledMonths(months)) {
        const short = settleOrdinaryMonth(input);
        if (!short) continue;
        taken += 1;
        expect(short).toEqual(settled);
      }
    }),
  );
  expect(taken).toBeGreaterThan(100);
});

test('a state is read as it was written, also one of an earlier release', () => {
  const check = (state: BillingState): void => {
    expect(decodeState(encodeState(state))).toEqual(state);
    const named = JSON.stringify(state);
    expect(encodeState(decodeState(named))).toBe(encodeState(state));
  };
  fc.assert(
    fc.property(anyHousehold, life, (facts, months) => {
      const money = settledMonths(months);
      const range = { first: FIRST, last: '2026-05-01', rates: ratesWith() };
      chargeMonths(facts, range).forEach(({ state }, at) => {
        const debts = money[at]?.settled.state;
        if (debts) check({ consumption: state, debts });
      });
    }),
  );
});

test('a state that a later release wrote is not read as ours', () => {
  expect(() => decodeState('[3,[],[],0,0,0]')).toThrow('a state in code 3');
});

test('what a line was made of is written as JSON writes it', () => {
  fc.assert(
    fc.property(anyHousehold, (facts) => {
      const range = { first: FIRST, last: '2026-05-01', rates: ratesWith() };
      for (const { lines } of chargeMonths(facts, range)) {
        for (const { basis } of lines) expect(encodeBasis(basis)).toBe(JSON.stringify(basis));
      }
    }),
  );
});

test('rows are gathered whole, whatever room they need and whatever letters they have', () => {
  const rows = new RowBuffer(16);
  const texts = ['1\t\\N\n', 'счётчик\t«Омега»\n', `${'x'.repeat(1_000)}\n`];
  for (const text of texts) rows.append(text);
  expect(rows.bytes.toString()).toBe(texts.join(''));
  rows.clear();
  rows.append('2\n');
  expect(rows.bytes.toString()).toBe('2\n');
});
