import type { PlainDate } from '#src/plain-date.ts';
import {
  type DateBounds,
  parseChoice,
  parseDate,
  parseForm,
  parsePositiveDecimal,
  parseText,
} from './field-parsers.ts';
import { type Fault, FaultList } from './line-faults.ts';
import { type ReadingsColumn, sourceWords } from './register-columns.ru.ts';

export type ReadingsRules = {
  numberPattern: RegExp;
  positions: Readonly<Record<ReadingsColumn, number>>;
  fieldCount: number;
  past: DateBounds;
};

export type ReadingsLine = {
  number: string | null;
  serialNumber: string | null;
  takenOn: PlainDate | null;
  valueM3: string | null;
  source: string | null;
  faults: Fault<ReadingsColumn>[];
};

/** Reads one line of «Лицевой счёт;Заводской номер;Дата;Показание;Источник». */
export function parseReadingsLine(fields: readonly string[], rules: ReadingsRules): ReadingsLine {
  const list = new FaultList<ReadingsColumn>();
  if (fields.length !== rules.fieldCount) list.faults.push({ column: null, fault: 'column_count' });
  const text = (column: ReadingsColumn): string => fields[rules.positions[column]]?.trim() ?? '';
  return {
    number: list.required('number', parseForm(text('number'), rules.numberPattern)),
    serialNumber: list.required('serial', parseText(text('serial'), { longest: 30 })),
    takenOn: list.required('readingDate', parseDate(text('readingDate'), rules.past)),
    valueM3: list.required(
      'reading',
      parsePositiveDecimal(text('reading'), { maxDecimals: 3, wholeDigits: 9 }),
    ),
    source: list.required('source', parseChoice<string>(text('source'), sourceWords)),
    faults: list.faults,
  };
}
