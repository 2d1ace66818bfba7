import Big from 'big.js';
import { addDays, type PlainDate, readPlainDate } from '#src/plain-date.ts';
import type { AccountEventKind } from './billing-facts.ts';
import { type EventParts, eventShapes } from './event-shapes.ts';

/** An inspector's reading is entered among the readings, whose rules it must meet. */
export type RecordedKind = Exclude<AccountEventKind, 'control_reading'>;

const partsOf = (kind: RecordedKind): EventParts => eventShapes[kind].desk;

export const recordedKinds = (Object.keys(eventShapes) as AccountEventKind[]).filter(
  (kind): kind is RecordedKind => eventShapes[kind].desk !== null,
);

export type NewEvent = {
  kind: RecordedKind;
  meterId: number | null;
  startsOn: PlainDate;
  /** The last day that the paper names. */
  endsOn: PlainDate | null;
  value: string | null;
  document: string;
};

/** As it stands in a form. */
export type TypedEvent = Record<'kind' | 'meter' | 'from' | 'to' | 'value' | 'document', string>;

/** What is known of the account that an event is about. */
export type EventSituation = {
  today: PlainDate;
  openedOn: PlainDate;
  closedOn: PlainDate | null;
  residents: number;
  meters: readonly { meterId: number }[];
  /** Those that hold, not the cancelled ones. */
  known: readonly (Pick<NewEvent, 'meterId' | 'startsOn'> & { kind: AccountEventKind })[];
};

export type EventField = 'kind' | 'meter' | 'from' | 'to' | 'value' | 'document';
export const eventFailureCodes = [
  'kind_missing',
  'meter_missing',
  'from_wrong',
  'from_in_future',
  'from_before_opening',
  'from_after_closing',
  'to_wrong',
  'to_missing',
  'to_not_wanted',
  'to_before_from',
  'to_too_far',
  'value_missing',
  'value_wrong',
  'value_not_wanted',
  'more_than_residents',
  'document_missing',
  'document_too_long',
  'doubled',
] as const;
export type EventFailureCode = (typeof eventFailureCodes)[number];
export type EventFailure = { field: EventField; code: EventFailureCode };

export type ReadEventResult =
  | { ok: true; event: NewEvent }
  | { ok: false; failures: EventFailure[] };

const MAX_DOCUMENT = 200;
/** Papers name days to come: the end of a repair, of an absence. */
const MAX_DAYS_AHEAD = 730;
const MAX_PERSONS = 99;
const MAX_AREA_M2 = 100_000;

/** Reads an event as it was typed; all that is wrong with it at once. */
export function readEvent(typed: TypedEvent, situation: EventSituation): ReadEventResult {
  const kind = recordedKinds.find((known) => known === typed.kind);
  if (!kind) return { ok: false, failures: [{ field: 'kind', code: 'kind_missing' }] };
  const event: NewEvent = {
    kind,
    meterId: readMeter(typed.meter, kind, situation),
    startsOn: readPlainDate(typed.from) ?? '',
    endsOn: typed.to.trim() === '' ? null : (readPlainDate(typed.to) ?? ''),
    value: readValue(typed.value),
    document: typed.document.replace(/\s+/gu, ' ').trim(),
  };
  const failures = judgeEvent(event, situation);
  return failures.length === 0 ? { ok: true, event } : { ok: false, failures };
}

function readMeter(typed: string, kind: RecordedKind, { meters }: EventSituation): number | null {
  if (partsOf(kind).meter === 'none') return null;
  const [only] = meters;
  if (typed === '' && only && meters.length === 1) return only.meterId;
  return meters.find(({ meterId }) => String(meterId) === typed)?.meterId ?? null;
}

/** Empty text for what is not a number: the rules say what to do about it. */
function readValue(typed: string): string | null {
  const text = typed.replace(/[\s\u00a0\u202f]/gu, '');
  if (text === '') return null;
  const match = /^(\d{1,9})(?:[.,](\d{1,3}))?$/.exec(text);
  return match ? new Big(`${match[1]}.${match[2] ?? '0'}`).toFixed() : '';
}

/** The rules; also what is asked again as the event is kept, when days may have passed. */
export function judgeEvent(event: NewEvent, situation: EventSituation): EventFailure[] {
  const { kind, meterId, startsOn, document } = event;
  const failures: EventFailure[] = [];
  const add = (field: EventField, code: EventFailureCode | null) => {
    if (code) failures.push({ field, code });
  };
  if (partsOf(kind).meter === 'required' && meterId === null) add('meter', 'meter_missing');
  add('from', judgeStart(event, situation));
  add('to', judgeEnd(event, situation));
  add('value', judgeValue(event, situation));
  if (document === '') add('document', 'document_missing');
  if (document.length > MAX_DOCUMENT) add('document', 'document_too_long');
  const isDoubled = situation.known.some(
    (one) => one.kind === kind && one.startsOn === startsOn && one.meterId === meterId,
  );
  if (isDoubled && failures.length === 0) add('from', 'doubled');
  return failures;
}

function judgeStart({ startsOn }: NewEvent, situation: EventSituation): EventFailureCode | null {
  const { today, openedOn, closedOn } = situation;
  if (startsOn === '') return 'from_wrong';
  if (startsOn > today) return 'from_in_future';
  if (startsOn < openedOn) return 'from_before_opening';
  return closedOn !== null && startsOn >= closedOn ? 'from_after_closing' : null;
}

function judgeEnd({ kind, startsOn, endsOn }: NewEvent, { today }: EventSituation) {
  const { end } = partsOf(kind);
  if (endsOn === null) return end === 'required' ? ('to_missing' as const) : null;
  if (end === 'none') return 'to_not_wanted';
  if (endsOn === '') return 'to_wrong';
  if (endsOn < startsOn) return 'to_before_from';
  return endsOn > addDays(today, MAX_DAYS_AHEAD) ? 'to_too_far' : null;
}

function judgeValue(
  { kind, value }: NewEvent,
  { residents }: EventSituation,
): EventFailureCode | null {
  if (partsOf(kind).value === 'none') return value === null ? null : 'value_not_wanted';
  if (value === null) return 'value_missing';
  if (value === '') return 'value_wrong';
  const number = new Big(value);
  if (eventShapes[kind].valueIs === 'area')
    return number.gt(0) && number.lte(MAX_AREA_M2) ? null : 'value_wrong';
  if (!number.eq(number.round(0)) || number.gt(MAX_PERSONS)) return 'value_wrong';
  if (kind !== 'temporary_absence') return null;
  if (number.eq(0)) return 'value_wrong';
  return number.gt(residents) ? 'more_than_residents' : null;
}
