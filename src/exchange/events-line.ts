import { eventShapes, type ValueKind } from '#src/billing/event-shapes.ts';
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
  const { valueIs, file: parts } = eventShapes[kind];
  for (const [column, need] of [
    ['serial', parts.meter],
    ['endsOn', parts.end],
    ['value', parts.value],
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
    parts.value === 'none'
      ? null
      : list.optional<string | number>('value', parseValue(text('value'), valueIs));
  return [number, serial, kind, startsOn, endsOn, value, document ?? ''];
}

function parseValue(text: string, valueIs: ValueKind | null): string | number | Refused {
  if (valueIs === 'persons') return parseWholeNumber(text, { least: 0, most: 99 });
  if (valueIs === 'area') return parsePositiveDecimal(text, { maxDecimals: 2, wholeDigits: 5 });
  return parsePositiveDecimal(text, { maxDecimals: 3, wholeDigits: 9 });
}
