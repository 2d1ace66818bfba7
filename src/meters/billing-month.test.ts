import { expect, test } from 'vitest';
import { billingMonthOf, firstOpenMonth } from './billing-month.ts';

test('a reading counts in the month of its date while that month is open', () => {
  const openSince = firstOpenMonth('2026-10-01');
  expect(openSince).toBe('2026-11-01');
  expect(billingMonthOf('2026-11-30', openSince)).toBe('2026-11-01');
  expect(billingMonthOf('2026-12-26', openSince)).toBe('2026-12-01');
});

test('a reading of a closed month counts in the first open one', () => {
  expect(billingMonthOf('2026-10-31', firstOpenMonth('2026-11-01'))).toBe('2026-12-01');
  expect(firstOpenMonth('2026-12-01')).toBe('2027-01-01');
});

test('before the first close every month is open', () => {
  expect(billingMonthOf('2024-02-29', firstOpenMonth(null))).toBe('2024-02-01');
});
