import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, addMonths, daysBetween, firstDayOfMonth } from '#src/plain-date.ts';
import {
  charge,
  correction,
  payment,
  playLedger,
  shippedRates as rates,
  recalculation,
} from '#test/play-ledger.ts';
import type { DebtState } from './billing-state.ts';
import { debtsOf, penaltyIfUnpaid } from './debts-on-day.ts';
import type { MoneyEntry } from './money-entry.ts';
import { openingEntries } from './opening-entries.ts';
import { lastDayOf } from './post-entries.ts';
import { settleHistory } from './settle-month.ts';

const from = '2025-09-01';
const MONTHS = 12;
const to = addMonths(from, MONTHS - 1);
const lastDay = lastDayOf(to);

const month = fc.integer({ min: 0, max: MONTHS - 1 }).map((at) => addMonths(from, at));
const day = fc
  .integer({ min: 0, max: daysBetween(from, lastDay) })
  .map((days) => addDays(from, days));
const kopecks = fc.integer({ min: 1, max: 300_000 });

const charges = fc
  .array(fc.option(kopecks), { minLength: MONTHS, maxLength: MONTHS })
  .map((list) =>
    list.flatMap((amount, at) => (amount === null ? [] : [charge(addMonths(from, at), amount)])),
  );
const opening = fc
  .record({
    balanceKopecks: fc.integer({ min: -300_000, max: 600_000 }),
    penaltyKopecks: fc.integer({ min: 0, max: 5_000 }),
    debtSince: fc.constantFrom(null, '2025-03-01', '2025-06-01'),
  })
  .map((balance) => openingEntries({ ...balance, openingOn: from }));

/** Known in the month of its day, or one or two months later. */
const knownAt = (paidOn: string, monthsLater: number) => {
  const billingMonth = addMonths(firstDayOfMonth(paidOn), monthsLater);
  return billingMonth > to ? to : billingMonth;
};
const payments = fc.array(
  fc
    .record({
      paidOn: day,
      amount: kopecks,
      monthsLater: fc.constantFrom(0, 0, 0, 1, 2),
      forMonth: fc.option(month, { freq: 3 }),
      isPenalty: fc.constantFrom(false, false, false, false, true),
    })
    .map(({ paidOn, amount, monthsLater, forMonth, isPenalty }) =>
      payment(paidOn, isPenalty ? Math.ceil(amount / 100) : amount, {
        billingMonth: knownAt(paidOn, monthsLater),
        forMonth: isPenalty ? null : forMonth,
        isPenalty,
      }),
    ),
  { maxLength: 10 },
);
const changes = fc.array(
  fc.oneof(
    fc
      .tuple(
        month,
        month,
        fc.integer({ min: -200_000, max: 100_000 }).filter((n) => n !== 0),
      )
      .map(([a, b, amount]) =>
        a < b
          ? recalculation({ of: a, inMonth: b }, amount)
          : recalculation({ of: b, inMonth: a }, amount),
      ),
    fc
      .tuple(
        day,
        fc.integer({ min: -50_000, max: 50_000 }).filter((n) => n !== 0),
        fc.boolean(),
      )
      .map(([on, amount, isPenalty]) =>
        correction(on, isPenalty ? Math.sign(amount) * 100 : amount, { isPenalty }),
      ),
  ),
  { maxLength: 4 },
);
/** A payment that the bank took back. */
const bounces = fc.array(
  fc
    .record({ paidOn: day, amount: kopecks, monthsLater: fc.constantFrom(0, 1, 2) })
    .map(({ paidOn, amount, monthsLater }) => [
      payment(paidOn, amount),
      payment(paidOn, -amount, { billingMonth: knownAt(paidOn, monthsLater) }),
    ]),
  { maxLength: 1 },
);
const life = fc
  .tuple(opening, charges, payments, changes, bounces)
  .map((parts): MoneyEntry[] => parts.flat(2));

const sumOf = (entries: readonly MoneyEntry[]) =>
  entries.reduce((sum, { amountKopecks }) => sum + amountKopecks, 0);
const balanceOf = ({ debts, advanceKopecks, penaltyBalanceKopecks }: DebtState) =>
  debts.reduce((sum, debt) => sum + debt.remainingKopecks, 0) -
  advanceKopecks +
  penaltyBalanceKopecks;

/** What a later month may still ask of a state. */
const essence = (state: DebtState | null) => ({
  debts: state?.debts.map(({ settledSpans: _, ...debt }) => debt),
  advanceKopecks: state?.advanceKopecks,
  penaltyBalanceKopecks: state?.penaltyBalanceKopecks,
});

test('month by month comes out as all months from the beginning', () => {
  fc.assert(
    fc.property(life, (entries) => {
      const played = playLedger(entries, { from, to });
      const settled = settleHistory({ entries: played.ledger, calculationDate: lastDay, rates });
      expect(settled.lines).toEqual([]);
      expect(essence(played.state)).toEqual(essence(settled.state));
    }),
    { numRuns: 300 },
  );
});

test('debts − advance + penalties are the sum of the entries, on any day', () => {
  fc.assert(
    fc.property(life, day, (entries, on) => {
      const { state, ledger } = playLedger(entries, { from, to });
      if (!state) throw new Error('no month was settled');
      expect(balanceOf(state)).toBe(sumOf(ledger));
      expect(debtsOf(ledger, lastDay, rates)).toMatchObject({
        balanceKopecks: sumOf(ledger),
        unpostedPenaltyKopecks: 0,
      });
      const early = debtsOf(ledger, on, rates);
      const { notDueKopecks, upTo30Kopecks, upTo90Kopecks, over90Kopecks } = early.ageing;
      expect(notDueKopecks + upTo30Kopecks + upTo90Kopecks + over90Kopecks).toBe(
        early.principalKopecks,
      );
      expect(upTo30Kopecks + upTo90Kopecks + over90Kopecks).toBe(early.overdueKopecks);
    }),
    { numRuns: 100 },
  );
});

test('the order of entries is nothing', () => {
  const shuffled = life.chain((entries) =>
    fc.tuple(
      fc.constant(entries),
      fc.shuffledSubarray(entries, { minLength: entries.length, maxLength: entries.length }),
    ),
  );
  fc.assert(
    fc.property(shuffled, ([entries, other]) => {
      const one = playLedger(entries, { from, to });
      const two = playLedger(other, { from, to });
      expect(essence(two.state)).toEqual(essence(one.state));
      const amounts = ({ lines }: typeof one) =>
        [...lines.values()]
          .flat()
          .map(({ debtMonth, amountKopecks }) => [debtMonth, amountKopecks]);
      expect(amounts(two)).toEqual(amounts(one));
    }),
    { numRuns: 100 },
  );
});

test('penalties only grow in time while the rate stands still', () => {
  const still = {
    ...rates,
    keyRates: [{ validFrom: '2020-01-01', percent: '7.25' }],
    rules: { ...rates.rules, penaltyMoratoria: [] },
  };
  fc.assert(
    fc.property(life, day, day, (entries, a, b) => {
      const [on, until] = a < b ? [a, b] : [b, a];
      const early = penaltyIfUnpaid(entries, { on, until: on, rates: still });
      const late = penaltyIfUnpaid(entries, { on, until, rates: still });
      expect(late.totalKopecks).toBeGreaterThanOrEqual(early.totalKopecks);
    }),
    { numRuns: 100 },
  );
});

test('no debt, advance or part of a penalty is ever below zero, and no advance lies beside penalties', () => {
  fc.assert(
    fc.property(life, (entries) => {
      const { state, lines } = playLedger(entries, { from, to });
      expect(state?.advanceKopecks).toBeGreaterThanOrEqual(0);
      // `findBalances` counts on it between two closes.
      if (state?.advanceKopecks) expect(state.penaltyBalanceKopecks).toBeLessThanOrEqual(0);
      for (const debt of state?.debts ?? []) expect(debt.remainingKopecks).toBeGreaterThan(0);
      for (const line of [...lines.values()].flat()) {
        expect(line.totalKopecks).toBeGreaterThanOrEqual(0);
        expect(line.amountKopecks).toBe(line.totalKopecks - line.postedBeforeKopecks);
      }
    }),
    { numRuns: 100 },
  );
});
