import { describe, expect, test } from 'vitest';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { dueOn } from './due-date.ts';

const { billing: rules } = await readSupplierProfile(null);

describe('the last day to pay a bill in time', () => {
  test('was the 10th of the next month until the bill for January 2026', () => {
    expect(dueOn('2025-10-01', rules)).toBe('2025-11-10');
    expect(dueOn('2026-01-01', rules)).toBe('2026-02-10');
  });

  test('is the 15th since the bill for February 2026', () => {
    expect(dueOn('2026-03-01', rules)).toBe('2026-04-15');
    expect(dueOn('2026-11-01', rules)).toBe('2026-12-15');
    expect(dueOn('2026-12-01', rules)).toBe('2027-01-15');
  });

  test('moves from a Saturday or a Sunday to Monday', () => {
    expect(dueOn('2026-02-01', rules)).toBe('2026-03-16');
    expect(dueOn('2026-07-01', rules)).toBe('2026-08-17');
    expect(dueOn('2026-10-01', rules)).toBe('2026-11-16');
  });

  test('moves over holidays and days off that were moved there', () => {
    // Friday 10.05.2024 was off instead of Saturday 06.01, and a weekend follows.
    expect(dueOn('2024-04-01', rules)).toBe('2024-05-13');
    const onThe1st = { ...rules, dueDays: [{ from: '2000-01-01', day: 1 }] };
    // 1–8 January, moved Friday 9th, Saturday 10th, Sunday 11th.
    expect(dueOn('2025-12-01', onThe1st)).toBe('2026-01-12');
  });

  test('stays on a Saturday that is worked', () => {
    const onThe2nd = { ...rules, dueDays: [{ from: '2000-01-01', day: 2 }] };
    expect(dueOn('2024-10-01', onThe2nd)).toBe('2024-11-02');
  });
});
