import type { Clock } from '#src/clock.ts';

export type TestClock = Clock & {
  /** It is this moment from now on. */
  set(iso: string): void;
  advance(by: { days?: number; hours?: number; minutes?: number }): void;
};

/** Stands still until told otherwise. */
export function createTestClock(iso: string): TestClock {
  let nowMs = Date.parse(iso);
  return {
    now: () => new Date(nowMs),
    set(next) {
      nowMs = Date.parse(next);
    },
    advance({ days = 0, hours = 0, minutes = 0 }) {
      nowMs += ((days * 24 + hours) * 60 + minutes) * 60_000;
    },
  };
}
