import type { PlainMonth } from '#src/plain-date.ts';
import type { MissingRate } from './rates.ts';

/** What a fact would change, before it is kept; in kopecks, plus: the subscriber owes more. */
export type ChangePreview = {
  /** The first open month: what it comes to so far without the fact, and with it. */
  current: { month: PlainMonth; beforeKopecks: number; afterKopecks: number } | null;
  /** What of closed months is recalculated as that month is closed. */
  closed: { month: PlainMonth; changeKopecks: number }[];
  /** A number of the law that is not there: nothing can be told. */
  missing: MissingRate | null;
};
