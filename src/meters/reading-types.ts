import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { FlowRules } from './reading-volume.ts';

export type Meter = {
  meterId: number;
  serialNumber: string;
  model: string;
  integerDigits: number;
  decimalDigits: number;
  isOutdoor: boolean;
  isThermocompensated: boolean;
  commissionedOn: PlainDate | null;
  sealedOn: PlainDate | null;
  /** The last day on which its readings count. */
  verifiedUntil: PlainDate | null;
  removedOn: PlainDate | null;
};

export const readingSources = [
  'register',
  'cabinet',
  'api',
  'phone',
  'office',
  'inspector',
  'bank',
  'bill',
  'telemetry',
  'other',
] as const;
export type ReadingSource = (typeof readingSources)[number];
/** How a reading came to a member of staff. */
export type StaffSource = Extract<ReadingSource, 'phone' | 'office' | 'inspector'>;
export type ReadingStatus = 'accepted' | 'stored' | 'corrected' | 'withdrawn';
export type NotCountedReason = 'verification_expired';

export type MeterReading = {
  readingId: number;
  meterId: number;
  value: string;
  takenOn: PlainDate;
  billingMonth: PlainMonth;
  isRollover: boolean;
  source: ReadingSource;
  status: ReadingStatus;
  notCountedReason: NotCountedReason | null;
  userId: number | null;
  /** Who of the staff brought it in, or believed a case that brought it in. */
  staffMemberId: number | null;
  confirmationNumber: number | null;
  /** The first version of what this one replaces: a correction keeps its place in the order. */
  correctsReadingId: number | null;
  receivedAt: Date;
};

export type ReadingRules = FlowRules & { improbableRatio: number; improbableAtLeastM3: number };

/** What the resident says. */
export type ReadingAttempt = {
  value: string;
  /** ISO, or day, month and year as people write them; empty: today, or the date of what is corrected. */
  takenOn?: string;
  /** «The counter passed through zero.» Ignored when the value is not below the previous one. */
  isRollover?: boolean;
  /** The one question about an improbable volume was answered «yes, that is right». */
  isConfirmedImprobable?: boolean;
  /** An inspector stood before the counter: what it shows wins, also below the previous one. */
  isControl?: boolean;
  /** Staff looked into it: the counter did turn, whatever volume that makes. */
  isRolloverProved?: boolean;
};

/** What is true at the moment of judging. */
export type ReadingSituation = {
  meter: Meter;
  /** What this meter's readings decide by (findMeterHistory), in any order. */
  readings: readonly MeterReading[];
  /** The one of them that is being corrected. */
  corrects: MeterReading | null;
  today: PlainDate;
  /** The first open billing month. */
  openSince: PlainMonth;
  /** Who sends: a resident, or a member of staff. */
  userId: number | null;
  staffMemberId?: number | null;
  rules: ReadingRules;
};

export type Improbability =
  | { reason: 'over_maximum_flow'; maximumM3: string }
  | { reason: 'over_usual'; usualM3: string };

/** What a reading would do: all that the check page and the confirmation say about it. */
export type ReadingPreview = {
  meter: Meter;
  value: string;
  takenOn: PlainDate;
  previous: Neighbour | null;
  /** Since `previous`; null for the meter's first reading. */
  volumeM3: string | null;
  isRollover: boolean;
  billingMonth: PlainMonth;
  /** Since `previous`. */
  days: number | null;
  volumePerDayM3: string | null;
  sameMonthLastYear: { month: PlainMonth; volumeM3: string } | null;
  outcome: 'ok' | 'improbable' | 'stored';
  improbable: Improbability | null;
  notCountedReason: NotCountedReason | null;
  /** A reading that this would repeat: same value, same day, same sender. */
  repeats: MeterReading | null;
  /** What this judgement rests on; a submission that carries it is refused once it has changed. */
  basis: string;
};

/** A reading that another one is measured against. */
export type Neighbour = Pick<
  MeterReading,
  'readingId' | 'value' | 'takenOn' | 'source' | 'confirmationNumber'
>;

/** The accepted readings between which a reading stands. */
export type Between = { previous: MeterReading | null; next: MeterReading | null };
