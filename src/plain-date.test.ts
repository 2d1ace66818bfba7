import { expect, test } from 'vitest';
import { addDays, dateInZone, startOfDay } from './plain-date.ts';

test.each([
  ['2026-11-23', 'Europe/Kaliningrad', '2026-11-22T22:00:00.000Z'],
  ['2026-11-23', 'UTC', '2026-11-23T00:00:00.000Z'],
  ['2026-11-23', 'Asia/Kamchatka', '2026-11-22T12:00:00.000Z'],
  ['2026-11-23', 'Asia/Kolkata', '2026-11-22T18:30:00.000Z'],
  // The clocks went forward that night.
  ['2026-03-29', 'Europe/Berlin', '2026-03-28T23:00:00.000Z'],
])('%s begins in %s at %s', (date, timeZone, instant) => {
  expect(startOfDay(date, timeZone).toISOString()).toBe(instant);
  const before = new Date(startOfDay(date, timeZone).getTime() - 1);
  expect(dateInZone(before, timeZone)).toBe(addDays(date, -1));
});
