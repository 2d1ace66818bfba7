import type { AccountEventKind } from './billing-facts.ts';

/** Whether a part of an event must be there, may be, or means nothing. */
export type Need = 'required' | 'optional' | 'none';
export type EventParts = { meter: Need; end: Need; value: Need };
export type ValueKind = 'reading' | 'persons' | 'area';

export type EventShape = {
  valueIs: ValueKind | null;
  /** In a file of the supplier's old system: as its papers were written. */
  file: EventParts;
  /** At the desk, which knows the household and its meters; null: it is entered among the readings. */
  desk: EventParts | null;
};

/** What a counter showed at it is, at the desk, a reading of its own. */
const ofMeter = {
  valueIs: 'reading',
  file: { meter: 'required', end: 'none', value: 'optional' },
  desk: { meter: 'required', end: 'none', value: 'none' },
} as const;
/** A paper that names no meter is about all of them. */
const ofFault = {
  valueIs: null,
  file: { meter: 'optional', end: 'optional', value: 'none' },
  desk: { meter: 'required', end: 'optional', value: 'none' },
} as const;
const ofHouse = {
  valueIs: null,
  file: { meter: 'optional', end: 'optional', value: 'none' },
  desk: { meter: 'none', end: 'none', value: 'none' },
} as const;
const ofHousehold = {
  file: { meter: 'none', end: 'optional', value: 'required' },
  desk: { meter: 'none', end: 'none', value: 'required' },
} as const;

/** What belongs to an event of each kind. */
export const eventShapes = {
  fault_reported: ofFault,
  fault_found: ofFault,
  removed_for_verification: {
    valueIs: 'reading',
    file: { ...ofMeter.file, end: 'optional' },
    desk: { ...ofMeter.desk, end: 'optional' },
  },
  installed: ofMeter,
  replaced: ofMeter,
  disconnected: ofHouse,
  connected: { ...ofHouse, file: { ...ofHouse.file, end: 'none' } },
  access_refused: { ...ofHouse, desk: { ...ofHouse.desk, end: 'optional' } },
  control_reading: { ...ofMeter, file: { ...ofMeter.file, value: 'required' }, desk: null },
  // Nobody recalculates for an absence before its days are known and proved (п. 34).
  temporary_absence: {
    valueIs: 'persons',
    file: { meter: 'none', end: 'required', value: 'none' },
    desk: { meter: 'none', end: 'required', value: 'required' },
  },
  residents: { valueIs: 'persons', ...ofHousehold },
  heated_area: { valueIs: 'area', ...ofHousehold },
} as const satisfies Record<AccountEventKind, EventShape>;

/** Kinds whose value somebody read from the counter. */
export const readingEvents = (Object.keys(eventShapes) as AccountEventKind[]).filter(
  (kind) => eventShapes[kind].valueIs === 'reading',
);
