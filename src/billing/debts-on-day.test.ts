import { describe, expect, test } from 'vitest';
import { charge, payment, playLedger, shippedRates as rates } from '#test/play-ledger.ts';
import { debtsOf, penaltyIfUnpaid } from './debts-on-day.ts';

// Due 15.04, 15.05, 15.06.2026.
const entries = [
  charge('2026-03-01', 1000_00),
  charge('2026-04-01', 500_00),
  charge('2026-05-01', 300_00),
];
const { ledger } = playLedger(entries, { from: '2026-03-01', to: '2026-05-01' });

describe('how an account stands on a day', () => {
  test('its debts by month, how late each is, and since when it costs penalties', () => {
    const { debts, ...sums } = debtsOf(ledger, '2026-06-10', rates);
    expect(
      debts.map((debt) => [
        debt.month,
        debt.dueOn,
        debt.remainingKopecks,
        debt.daysLate,
        debt.penaltyFrom,
      ]),
    ).toEqual([
      ['2026-03-01', '2026-04-15', 1000_00, 56, '2026-05-16'],
      ['2026-04-01', '2026-05-15', 500_00, 26, '2026-06-15'],
      ['2026-05-01', '2026-06-15', 300_00, 0, '2026-07-16'],
    ]);
    // 26 days of 1000 by 10.06 are 8.23, of which 5.07 were posted on 31.05.
    expect(sums).toEqual({
      principalKopecks: 1800_00,
      overdueKopecks: 1500_00,
      ageing: {
        notDueKopecks: 300_00,
        upTo30Kopecks: 500_00,
        upTo90Kopecks: 1000_00,
        over90Kopecks: 0,
      },
      advanceKopecks: 0,
      penaltyBalanceKopecks: 5_07,
      unpostedPenaltyKopecks: 8_23 - 5_07,
      balanceKopecks: 1805_07,
    });
  });

  test('on the due day nothing is overdue, and what came later is not known yet', () => {
    const early = debtsOf(ledger, '2026-04-15', rates);
    expect(early).toMatchObject({ principalKopecks: 1000_00, overdueKopecks: 0 });
    expect(early.debts).toHaveLength(1);
  });

  test('a debt paid late is named until its penalty is posted', () => {
    const paid = [...ledger, payment('2026-06-10', 1000_00)];
    const { debts, unpostedPenaltyKopecks } = debtsOf(paid, '2026-06-20', rates);
    expect(debts[0]).toMatchObject({
      month: '2026-03-01',
      remainingKopecks: 0,
      isOverdue: false,
      penaltyKopecks: 8_23,
      postedKopecks: 5_07,
    });
    // April is on its 31st to 36th day: 6 days of 500 are 0.95.
    expect(unpostedPenaltyKopecks).toBe(8_23 - 5_07 + 95);
  });
});

describe('penalties if nothing is paid', () => {
  test('are those posted and those that grow until the day', () => {
    const forecast = penaltyIfUnpaid(ledger, { on: '2026-06-10', until: '2026-07-31', rates });
    // March 31.42; April 47 days of 500: 7.44; May 16 days of 300: 1.52.
    expect(forecast.totalKopecks).toBe(31_42 + 7_44 + 1_52);
  });

  test('are nothing for who owes nothing', () => {
    const paid = [charge('2026-05-01', 300_00), payment('2026-06-15', 300_00)];
    const nothing = penaltyIfUnpaid(paid, { on: '2026-06-20', until: '2026-12-31', rates });
    expect(nothing).toMatchObject({ totalKopecks: 0, debts: [] });
  });
});
