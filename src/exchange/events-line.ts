import type { AccountEventKind } from '#src/billing/billing-facts.ts';
import { plainDate, yearOf } from '#src/plain-date.ts';
import { type eventColumns, eventWords } from './exchange-columns.ru.ts';
import {
  type DateBounds,
  parseChoice,
  parseDate,
  parseForm,
  parsePositiveDecimal,
  parseText,
  parseWholeNumber,
  type Refused,
} from './field-parsers.ts';
import type { FaultList, LineFault } from './line-faults.ts';
import type { StagedValue } from './staged-columns.ts';
import type { TextOf } from './table-recipe.ts';

export type EventColumn = (typeof eventColumns)[number]['key'];

type Need = 'required' | 'optional' | 'none';
type EventRules = { meter: Need; end: Need; value: Need; valueIs?: 'reading' | 'persons' | 'area' };

const ofMeter = { meter: 'required', end: 'none', value: 'optional', valueIs: 'reading' } as const;
/** A paper that names no meter is about all of them. */
const ofHouse = { meter: 'optional', end: 'optional', value: 'none' } as const;

/** What belongs to an event of each kind. */
const eventRules: Readonly<Record<AccountEventKind, EventRules>> = {
  fault_reported: ofHouse,
  fault_found: ofHouse,
  access_refused: ofHouse,
  disconnected: ofHouse,
  connected: { ...ofHouse, end: 'none' },
  removed_for_verification: { ...ofMeter, end: 'optional' },
  installed: ofMeter,
  replaced: ofMeter,
  control_reading: { ...ofMeter, value: 'required' },
  // Nobody recalculates for an absence before its days are known and proved (п. 34).
  temporary_absence: { meter: 'none', end: 'required', value: 'none' },
  residents: { meter: 'none', end: 'optional', value: 'required', valueIs: 'persons' },
  heated_area: { meter: 'none', end: 'optional', value: 'required', valueIs: 'area' },
};

/** Kinds whose value somebody read from the counter. */
export const readingEvents = (Object.keys(eventRules) as AccountEventKind[]).filter(
  (kind) => eventRules[kind].valueIs === 'reading',
);

const faults = {
  serial: { none: 'meter_not_for_this_event', required: 'empty' },
  endsOn: { none: 'end_not_for_this_event', required: 'needed_for_this_event' },
  value: { none: 'not_for_this_event', required: 'needed_for_this_event' },
} as const satisfies Record<string, Record<'none' | 'required', LineFault>>;

/** Papers name days to come: the end of an absence, of a repair. */
const endDates = (past: DateBounds): DateBounds => ({
  earliest: past.earliest,
  latest: plainDate(yearOf(past.latest) + 2, 12, 31),
  late: 'date_too_late',
});

/** Reads one line of «Лицевой счёт;Заводской номер;Событие;С;По;Значение;Документ». */
export function readEvent(
  text: TextOf<EventColumn>,
  list: FaultList<EventColumn>,
  { numberPattern, past }: { numberPattern: RegExp; past: DateBounds },
): StagedValue[] {
  const kind = list.required('event', parseChoice(text('event'), eventWords));
  const number = list.required('number', parseForm(text('number'), numberPattern));
  const serial = list.optional('serial', parseText(text('serial'), { longest: 30 }));
  const startsOn = list.required('startsOn', parseDate(text('startsOn'), past));
  const endsOn = list.optional('endsOn', parseDate(text('endsOn'), endDates(past)));
  const document = list.optional('document', parseText(text('document'), { longest: 200 }));
  if (!kind) return [];
  const rules = eventRules[kind];
  for (const [column, need] of [
    ['serial', rules.meter],
    ['endsOn', rules.end],
    ['value', rules.value],
  ] as const) {
    const isEmpty = text(column) === '';
    if (need === 'none' && !isEmpty) list.faults.push({ column, fault: faults[column].none });
    if (need === 'required' && isEmpty)
      list.faults.push({ column, fault: faults[column].required });
  }
  if (startsOn && endsOn && endsOn < startsOn) {
    list.faults.push({ column: 'endsOn', fault: 'end_before_beginning' });
  }
  const value =
    rules.value === 'none'
      ? null
      : list.optional<string | number>('value', parseValue(text('value'), rules));
  return [number, serial, kind, startsOn, endsOn, value, document ?? ''];
}

function parseValue(text: string, { valueIs }: EventRules): string | number | Refused {
  if (valueIs === 'persons') return parseWholeNumber(text, { least: 0, most: 99 });
  if (valueIs === 'area') return parsePositiveDecimal(text, { maxDecimals: 2, wholeDigits: 5 });
  return parsePositiveDecimal(text, { maxDecimals: 3, wholeDigits: 9 });
}
