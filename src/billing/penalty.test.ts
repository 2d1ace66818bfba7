import { describe, expect, test } from 'vitest';
import { charge, payment, playLedger, shippedRates } from '#test/play-ledger.ts';
import type { MoneyEntry } from './money-entry.ts';
import { penaltyOfSpans, penaltyPercent, penaltySpans } from './penalty.ts';
import { lastDayOf } from './post-entries.ts';
import { settleHistory } from './settle-month.ts';

const rates = shippedRates;

/** All penalties of the entries up to the end of a month, in kopecks. */
function penaltyBy(month: string, entries: MoneyEntry[]): number {
  const { lines } = settleHistory({ entries, calculationDate: lastDayOf(month), rates });
  return lines.reduce((sum, { totalKopecks }) => sum + totalKopecks, 0);
}

const march = charge('2026-03-01', 1000_00); // due 15.04.2026

describe('penalties of a late debt (ЖК 155 ч. 14)', () => {
  test('P1: 1000 due 15.04, paid 20.06: 36 days by 1/300 of 9.5 % are 11.40', () => {
    expect(penaltyBy('2026-06-01', [march, payment('2026-06-20', 1000_00)])).toBe(11_40);
  });

  test('P2: unpaid on 31.07: 60 days by 1/300 and 17 by 1/130 are 31.42', () => {
    expect(penaltyBy('2026-07-01', [march])).toBe(31_42);
    const { lines } = settleHistory({ entries: [march], calculationDate: '2026-07-31', rates });
    expect(lines[0]?.spans.map((span) => [span.from, span.to, span.days, span.divisor])).toEqual([
      ['2026-05-16', '2026-07-15', 60, 300],
      ['2026-07-15', '2026-08-01', 17, 130],
    ]);
  });

  test('P3: 600 paid 01.06, 400 unpaid on 31.07: one rounding, 15.80', () => {
    expect(penaltyBy('2026-07-01', [march, payment('2026-06-01', 600_00)])).toBe(15_80);
  });

  test('P4: the 30th day is free, the 31st costs 0.32', () => {
    expect(penaltyBy('2026-05-01', [march, payment('2026-05-15', 1000_00)])).toBe(0);
    expect(penaltyBy('2026-05-01', [march, payment('2026-05-16', 1000_00)])).toBe(32);
  });

  test('P5: 2000 due 10.02.2026, paid 20.05: 60 days and 9 are 51.15', () => {
    const entries = [charge('2026-01-01', 2000_00), payment('2026-05-20', 2000_00)];
    expect(penaltyBy('2026-05-01', entries)).toBe(51_15);
  });

  test('P6: the key rate of 7.5 % is below the cap: 34 days of 1000 are 8.50', () => {
    const entries = [charge('2022-12-01', 1000_00), payment('2023-03-15', 1000_00)];
    expect(penaltyBy('2023-03-01', entries)).toBe(8_50);
  });

  test('P7: due on Monday 16.03.2026, paid 20.04: 5 days of 1500 are 2.38', () => {
    const entries = [charge('2026-02-01', 1500_00), payment('2026-04-20', 1500_00)];
    expect(penaltyBy('2026-04-01', entries)).toBe(2_38);
  });

  test('no day of a moratorium costs anything, and the days of being late run on', () => {
    const debt = { dueOn: '2022-02-10', accruesFrom: null };
    const spans = penaltySpans(100_00, debt, { until: '2022-10-05', rates });
    // Day 31 is 13.03, day 91 is 12.05: 19 days of March by 1/300, then 02–05.10 by 1/130.
    expect(spans.map(({ from, to, days, divisor }) => [from, to, days, divisor])).toEqual([
      ['2022-03-13', '2022-04-01', 19, 300],
      ['2022-10-02', '2022-10-06', 4, 130],
    ]);
  });

  test('the cap is the one of its day, and the key rate itself from 2027 on', () => {
    expect(penaltyPercent('2022-03-25', rates)).toBe('20');
    expect(penaltyPercent('2022-08-01', rates)).toBe('9.5');
    expect(penaltyPercent('2022-10-03', rates)).toBe('7.5');
    expect(penaltyPercent('2026-12-31', rates)).toBe('9.5');
    expect(penaltyPercent('2027-01-01', rates)).toBe('14');
  });

  test('without a key rate nothing is guessed', () => {
    expect(() => penaltyPercent('2019-01-01', rates)).toThrow('no key_rate');
  });
});

describe('what a month posts', () => {
  test('is the whole to date minus what was posted before', () => {
    const played = playLedger([march], { from: '2026-03-01', to: '2026-07-01' });
    const posted = [...played.lines].map(([month, [line]]) => [month, line?.amountKopecks ?? 0]);
    // 16 days by 31.05, 46 by 30.06, 60 + 17 by 31.07: 5.0667, 14.5667, 31.4231 in all.
    expect(posted).toEqual([
      ['2026-03-01', 0],
      ['2026-04-01', 0],
      ['2026-05-01', 5_07],
      ['2026-06-01', 14_57 - 5_07],
      ['2026-07-01', 31_42 - 14_57],
    ]);
    expect(played.state?.penaltyBalanceKopecks).toBe(31_42);
  });

  test('takes something back when the rate fell', () => {
    const rules = { ...rates.rules, penaltyCaps: [{ from: '2016-01-01', percent: null, act: '' }] };
    const keyRates = [
      { validFrom: '2026-01-01', percent: '20' },
      { validFrom: '2026-06-30', percent: '5' },
    ];
    const played = playLedger([march], {
      from: '2026-03-01',
      to: '2026-06-01',
      rates: { ...rates, rules, keyRates },
    });
    // 16 days at 20 %: 10.67; all 46 days at 5 %: 7.67.
    expect(played.lines.get('2026-05-01')?.[0]?.amountKopecks).toBe(10_67);
    expect(played.lines.get('2026-06-01')?.[0]).toMatchObject({
      totalKopecks: 7_67,
      postedBeforeKopecks: 10_67,
      amountKopecks: -3_00,
    });
  });

  test('re-adds from the days that it names, also of parts that were paid in months before', () => {
    const entries = [march, payment('2026-06-01', 600_00)];
    const { lines } = playLedger(entries, { from: '2026-03-01', to: '2026-07-01' });
    const [line] = lines.get('2026-07-01') ?? [];
    const added = (line?.spans ?? []).map(
      ({ debtKopecks, percent, divisor, days }) =>
        (debtKopecks * Number(percent) * days) / 100 / divisor,
    );
    expect(Math.round(added.reduce((sum, one) => sum + one, 0))).toBe(line?.totalKopecks);
    expect(line?.spans.map(({ debtKopecks }) => debtKopecks)).toEqual([600_00, 400_00, 400_00]);
  });

  test('is exact: a third of a kopeck is not lost', () => {
    const span = { debtKopecks: 1, from: '', to: '', days: 1, percent: '1', divisor: 300 };
    expect(penaltyOfSpans([span, span, span])).toBe('1/10000');
  });
});
