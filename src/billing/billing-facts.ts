import type { PlainDate, PlainMonth } from '#src/plain-date.ts';

/** What gas is used for: it decides the price (one for all gas of an account) and the norms. */
export type GasUses = {
  hasStove: boolean;
  hasWaterHeater: boolean;
  hasHeating: boolean;
  hasCentralHotWater: boolean;
};

/** Something that held in [from, to); `to` null: it still does. */
export type Dated<T> = T & { from: PlainDate; to: PlainDate | null };

export type AccountAttributes = GasUses & {
  residents: number;
  heatedAreaM2: string | null;
};

/** A reading that counts, as it stands among the others of its meter, in the order of the counter. */
export type CountedReading = {
  readingId: number;
  value: string;
  takenOn: PlainDate;
  billingMonth: PlainMonth;
  isRollover: boolean;
  /** An inspector's wins over what had been sent before it. */
  isControl: boolean;
};

export type MeterFacts = {
  meterId: number;
  integerDigits: number;
  /** From the day of the seal (п. 27), else of commissioning; null: from the account's beginning. */
  liveFrom: PlainDate | null;
  /** The day of removal, on which it no longer measures. */
  liveTo: PlainDate | null;
  /** Outdoors and without thermocompensation: the volume is multiplied by k of zone and month (п. 26). */
  needsCoefficient: boolean;
  climateZone: number;
  /** What the register said of the end of verification, and when; oldest first. null: no end known. */
  verification: Dated<{ verifiedUntil: PlainDate | null }>[];
  /** Of the months since the state that the charging starts from, and with no state: all. */
  readings: CountedReading[];
};

export const accountEventKinds = [
  'fault_reported',
  'fault_found',
  'removed_for_verification',
  'installed',
  'replaced',
  'disconnected',
  'connected',
  'access_refused',
  'control_reading',
  'temporary_absence',
  'residents',
  'heated_area',
] as const;
export type AccountEventKind = (typeof accountEventKinds)[number];

/** As the paper says it: `endsOn` is the last day named, what it means is charging's. */
export type AccountEvent = {
  eventId: number;
  kind: AccountEventKind;
  meterId: number | null;
  startsOn: PlainDate;
  endsOn: PlainDate | null;
  /** A reading, persons or m², by kind. */
  value: string | null;
  /** The first month that was open when it came. */
  recordedMonth: PlainMonth;
};

export type Privilege = Dated<{ privilegeId: number; share: string }>;

/** All that is known of one account. Charging takes from it what had happened by the end of a month. */
export type AccountFacts = {
  openedOn: PlainDate;
  /** The first day that it no longer holds. */
  closedOn: PlainDate | null;
  /** Oldest first; what held before the first is taken to be as the first. */
  attributes: Dated<AccountAttributes>[];
  meters: MeterFacts[];
  events: AccountEvent[];
  privileges: Privilege[];
};
