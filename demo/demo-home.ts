import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { Household } from './household.ts';
import type { Payer } from './payers.ts';

/** What a counter showed, and how the supplier came to know. */
export type Shown = {
  serialNumber: string;
  takenOn: PlainDate;
  value: number;
  source: string;
  /** The counter had passed through zero since the reading before. */
  isRollover?: boolean;
};

/** A line of the file of events. */
export type DemoEvent = {
  /** While this month was open the paper came. */
  recordedMonth: PlainMonth;
  serialNumber?: string;
  event: string;
  startsOn: PlainDate;
  endsOn?: PlainDate;
  value?: number;
  document?: string;
};

/** A household, and all that happens to it in two years. */
export type DemoHome = {
  /** As the register of the first day has it, the first readings of its meters too. */
  household: Household;
  /** After the register's readings, oldest first. */
  shown: readonly Shown[];
  payer: Payer;
  events?: readonly DemoEvent[];
  privilege?: { from: PlainDate; share: string };
  /** What a register of a later month says of it: a new meter, an end. */
  later?: { month: PlainMonth; household: Household };
};
