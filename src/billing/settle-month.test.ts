import { describe, expect, test } from 'vitest';
import {
  charge,
  correction,
  payment,
  playLedger,
  postedIn,
  shippedRates as rates,
  recalculation,
} from '#test/play-ledger.ts';
import { openingEntries } from './opening-entries.ts';
import { settleMonth } from './settle-month.ts';

/** Due 15.04, 15.05, 15.06, 15.07. */
const march = charge('2026-03-01', 1000_00);
const april = charge('2026-04-01', 500_00);
const may = charge('2026-05-01', 300_00);
const spring = [march, april, may];

const open = (played: ReturnType<typeof playLedger>) =>
  played.state?.debts.map(({ month, remainingKopecks }) => [month, remainingKopecks]);

describe('where a payment goes (ГК 319, 319.1)', () => {
  const to = '2026-06-01';

  test('to the oldest debt first, then to the current charge', () => {
    const entries = [...spring, payment('2026-06-03', 1100_00)];
    const played = playLedger(entries, { from: '2026-03-01', to });
    expect(open(played)).toEqual([
      ['2026-04-01', 400_00],
      ['2026-05-01', 300_00],
    ]);
  });

  test('to the month that the payer named, and what that does not need to the oldest', () => {
    const entries = [...spring, payment('2026-06-03', 400_00, { forMonth: '2026-05-01' })];
    const played = playLedger(entries, { from: '2026-03-01', to });
    expect(open(played)).toEqual([
      ['2026-03-01', 900_00],
      ['2026-04-01', 500_00],
    ]);
  });

  test('to penalties only when no debt is left, unless the payer chose them', () => {
    // By 31.05 the debt of March has cost 5.07.
    const part = playLedger([...spring, payment('2026-06-01', 100_00)], { from: '2026-03-01', to });
    expect(part.state?.penaltyBalanceKopecks).toBe(5_07 + postedIn(part, to));
    const chosen = payment('2026-06-01', 5_07, { isPenalty: true });
    const paid = playLedger([...spring, chosen], { from: '2026-03-01', to });
    expect(open(paid)?.[0]).toEqual(['2026-03-01', 1000_00]);
    expect(paid.state?.penaltyBalanceKopecks).toBe(postedIn(paid, to));
    // 16 days and the 1st of June are 5.38 in all; what is beyond goes to the oldest debt.
    const more = payment('2026-06-01', 105_38, { isPenalty: true });
    expect(open(playLedger([...spring, more], { from: '2026-03-01', to }))?.[0]).toEqual([
      '2026-03-01',
      900_00,
    ]);
    const all = playLedger([...spring, payment('2026-06-01', 1805_07)], { from: '2026-03-01', to });
    expect(open(all)).toEqual([]);
    // The first day of June was one more of March: 17 days are 5.38.
    expect(all.state).toMatchObject({ advanceKopecks: 0, penaltyBalanceKopecks: 31 });
  });

  test('beyond all that is owed it is an advance, which the next charge takes in time', () => {
    const entries = [payment('2026-02-20', 1200_00), march, april];
    const played = playLedger(entries, { from: '2026-02-01', to: '2026-09-01' });
    expect(open(played)).toEqual([['2026-04-01', 300_00]]);
    expect(played.lines.get('2026-06-01')?.[0]?.spans[0]?.debtKopecks).toBe(300_00);
    const rich = playLedger([payment('2026-02-20', 5000_00), ...spring], {
      from: '2026-02-01',
      to: '2026-09-01',
    });
    expect(rich.state).toEqual({
      debts: [],
      advanceKopecks: 3200_00,
      penaltyBalanceKopecks: 0,
    });
    expect(rich.ledger).toHaveLength(4);
  });

  test('taken back, it is owed again, with the penalties of all the days', () => {
    const bounced = [
      march,
      payment('2026-04-10', 1000_00),
      payment('2026-04-10', -1000_00, { billingMonth: '2026-06-01' }),
    ];
    const played = playLedger(bounced, { from: '2026-03-01', to });
    const never = playLedger([march], { from: '2026-03-01', to });
    expect(played.recomputed).toEqual(['2026-06-01']);
    expect(postedIn(played, to)).toBe(14_57);
    expect(open(played)).toEqual(open(never));
  });
});

describe('a payment that is known late', () => {
  test('stands on the day on which the citizen paid: what was posted since is given back', () => {
    const late = payment('2026-05-20', 1000_00, { billingMonth: '2026-07-01' });
    const played = playLedger([march, late], { from: '2026-03-01', to: '2026-07-01' });
    // 5 days were due (1.58); 14.57 had been posted by the end of June.
    expect(played.recomputed).toEqual(['2026-07-01']);
    expect(played.lines.get('2026-07-01')).toMatchObject([
      { debtMonth: '2026-03-01', totalKopecks: 1_58, postedBeforeKopecks: 14_57 },
    ]);
    expect(played.state).toMatchObject({ debts: [], penaltyBalanceKopecks: 1_58 });
  });

  test('reads no history where no penalty had grown since that day', () => {
    const late = payment('2026-03-30', 700_00, { billingMonth: '2026-04-01' });
    const played = playLedger([charge('2026-02-01', 700_00), late, march], {
      from: '2026-02-01',
      to: '2026-04-01',
    });
    expect(played.recomputed).toEqual([]);
    expect(open(played)).toEqual([['2026-03-01', 1000_00]]);
  });
});

describe('a recalculation', () => {
  test('in favour of the citizen makes the debt of its month smaller from the beginning', () => {
    const entries = [march, recalculation({ of: '2026-03-01', inMonth: '2026-07-01' }, -600_00)];
    const played = playLedger(entries, { from: '2026-03-01', to: '2026-07-01' });
    // Of 400 from the beginning: 31.4231 × 0.4 = 12.57.
    expect(played.lines.get('2026-07-01')).toMatchObject([
      { totalKopecks: 12_57, postedBeforeKopecks: 14_57, amountKopecks: -2_00 },
    ]);
    expect(open(played)).toEqual([['2026-03-01', 400_00]]);
  });

  test('of a month that was paid late takes its penalty back too, and leaves an advance', () => {
    const entries = [
      march,
      payment('2026-06-20', 1000_00),
      payment('2026-07-02', 11_40, { isPenalty: true }),
      recalculation({ of: '2026-03-01', inMonth: '2026-08-01' }, -1000_00),
    ];
    const played = playLedger(entries, { from: '2026-03-01', to: '2026-08-01' });
    expect(postedIn(played, '2026-08-01')).toBe(-11_40);
    expect(played.state).toMatchObject({
      debts: [],
      advanceKopecks: 1011_40,
      penaltyBalanceKopecks: 0,
    });
  });

  test('beyond the charge of its month pays the oldest debts', () => {
    const entries = [
      charge('2026-02-01', 50_00),
      payment('2026-03-10', 50_00),
      ...spring,
      recalculation({ of: '2026-02-01', inMonth: '2026-05-01' }, -80_00),
    ];
    const played = playLedger(entries, { from: '2026-02-01', to: '2026-05-01' });
    // 50 of February were paid and are free on that day: they are an advance for March.
    expect(open(played)?.[0]).toEqual(['2026-03-01', 920_00]);
  });

  test('against the citizen is due with the bill of the month that it stands in', () => {
    const entries = [march, payment('2026-04-02', 1000_00), april];
    const more = recalculation({ of: '2026-03-01', inMonth: '2026-04-01' }, 200_00);
    const played = playLedger([...entries, more], { from: '2026-03-01', to: '2026-04-01' });
    expect(played.state?.debts).toMatchObject([
      { month: '2026-04-01', dueOn: '2026-05-15', remainingKopecks: 700_00 },
    ]);
  });
});

describe('a correction', () => {
  test('in favour of the citizen is like a payment, against them like a charge of its month', () => {
    const entries = [
      march,
      correction('2026-04-10', -300_00),
      correction('2026-04-12', 50_00),
      correction('2026-04-12', 7_00, { isPenalty: true }),
    ];
    const played = playLedger(entries, { from: '2026-03-01', to: '2026-04-01' });
    expect(open(played)).toEqual([
      ['2026-03-01', 700_00],
      ['2026-04-01', 50_00],
    ]);
    expect(played.state?.penaltyBalanceKopecks).toBe(7_00);
  });
});

describe('the balance that the register brings', () => {
  const openingOn = '2026-08-01';

  test('is shared equally among the months of the debt, the remainder to the last', () => {
    const entries = openingEntries({
      balanceKopecks: 1000_00,
      penaltyKopecks: 12_34,
      debtSince: '2026-05-01',
      openingOn,
    });
    expect(entries.map((one) => [one.forMonth, one.amountKopecks, one.isPenalty])).toEqual([
      ['2026-05-01', 333_33, false],
      ['2026-06-01', 333_33, false],
      ['2026-07-01', 333_34, false],
      [null, 12_34, true],
    ]);
  });

  test('is of the last month where nobody says since when, and an advance below zero', () => {
    const balance = { penaltyKopecks: 0, debtSince: null, openingOn };
    expect(openingEntries({ ...balance, balanceKopecks: 500_00 })).toMatchObject([
      { forMonth: '2026-07-01', amountKopecks: 500_00, valueDate: openingOn },
    ]);
    const played = playLedger(openingEntries({ ...balance, balanceKopecks: -500_00 }), {
      from: openingOn,
      to: openingOn,
    });
    expect(played.state).toMatchObject({ debts: [], advanceKopecks: 500_00 });
    expect(openingEntries({ ...balance, balanceKopecks: 0 })).toEqual([]);
  });

  test('costs penalties from the opening on: those of earlier days are in it', () => {
    const entries = openingEntries({
      balanceKopecks: 1000_00,
      penaltyKopecks: 20_00,
      debtSince: '2026-04-01',
      openingOn: '2026-05-01',
    });
    const played = playLedger(entries, { from: '2026-05-01', to: '2026-08-01' });
    // Due 15.05; days 31 (15.06) to 90 (13.08) by 1/300, 18 days of August by 1/130.
    expect(played.lines.get('2026-08-01')?.[0]?.totalKopecks).toBe(19_00 + 13_15);
    const older = openingEntries({
      balanceKopecks: 1000_00,
      penaltyKopecks: 20_00,
      debtSince: '2026-03-01',
      openingOn: '2026-04-01',
    }).map((one) => ({ ...one, forMonth: '2025-10-01', isPenalty: false }));
    const [debt] = older;
    if (!debt) throw new Error('no opening');
    const late = playLedger([debt], { from: '2026-04-01', to: '2026-04-01' });
    // Due 10.11.2025, day 91 was 09.02: all 30 days of April by 1/130.
    expect(late.lines.get('2026-04-01')?.[0]).toMatchObject({
      totalKopecks: 21_92,
      spans: [{ from: '2026-04-01', to: '2026-05-01', days: 30, divisor: 130 }],
    });
  });
});

test('a month without anything changes nothing', () => {
  const before = { debts: [], advanceKopecks: 5_00, penaltyBalanceKopecks: 0 };
  const settled = settleMonth({ before, entries: [], calculationDate: '2026-08-31', rates });
  expect(settled).toEqual({ lines: [], state: before });
});
