import type { PlainDate } from '#src/plain-date.ts';
import {
  isRefused,
  parseChoice,
  parseDate,
  parsePositiveDecimal,
  parseText,
  parseWholeNumber,
  type Refused,
} from './field-parsers.ts';
import type { FaultList } from './line-faults.ts';
import {
  flagWords,
  placeWords,
  type RegisterColumn,
  registerColumns,
} from './register-columns.ru.ts';
import type { RegisterDates } from './register-line.ts';

export type MeterColumns = {
  model: string | null;
  serialNumber: string | null;
  integerDigits: number | null;
  decimalDigits: number;
  isOutdoor: boolean | null;
  isThermocompensated: boolean | null;
  climateZone: number | null;
  commissionedOn: PlainDate | null;
  sealedOn: PlainDate | null;
  verifiedUntil: PlainDate | null;
  valueM3: string | null;
  takenOn: PlainDate | null;
};

const meterColumnKeys: readonly RegisterColumn[] = registerColumns
  .filter((column) => column.of === 'meter')
  .map((column) => column.key);

/** Null: no meter, every meter column is empty. Some of them empty is a fault of those. */
export function parseMeterColumns(
  text: (column: RegisterColumn) => string,
  list: FaultList<RegisterColumn>,
  { past, verification }: RegisterDates,
): MeterColumns | null {
  if (meterColumnKeys.every((column) => text(column) === '')) return null;
  function required<T extends NonNullable<unknown>>(column: RegisterColumn, parsed: T | Refused) {
    if (!isRefused(parsed) || parsed.refused !== 'empty') return list.required(column, parsed);
    list.faults.push({ column, fault: 'meter_column_empty' });
    return null;
  }
  const date = (column: RegisterColumn) => required(column, parseDate(text(column), past));
  const valueM3 = required(
    'reading',
    parsePositiveDecimal(text('reading'), { maxDecimals: 3, wholeDigits: 9 }),
  );
  const columns: MeterColumns = {
    model: required('model', parseText(text('model'), { longest: 60 })),
    serialNumber: required('serial', parseText(text('serial'), { longest: 30 })),
    integerDigits: required('digits', parseWholeNumber(text('digits'), { least: 3, most: 9 })),
    decimalDigits: valueM3?.split('.')[1]?.length ?? 0,
    isOutdoor: required('place', parseChoice(text('place'), placeWords)),
    isThermocompensated: required(
      'thermocompensation',
      parseChoice(text('thermocompensation'), flagWords),
    ),
    climateZone: required('zone', parseWholeNumber(text('zone'), { least: 1, most: 9 })),
    commissionedOn: date('commissioned'),
    sealedOn: date('sealed'),
    verifiedUntil: required('verifiedUntil', parseDate(text('verifiedUntil'), verification)),
    valueM3,
    takenOn: date('readingDate'),
  };
  const { commissionedOn, takenOn } = columns;
  if (commissionedOn && takenOn && takenOn < commissionedOn) {
    list.faults.push({ column: 'readingDate', fault: 'before_commissioning' });
  }
  if (isOverCapacity(columns)) list.faults.push({ column: 'reading', fault: 'over_capacity' });
  return columns;
}

/** A counter of five digits never shows 100 000. */
const isOverCapacity = ({ valueM3, integerDigits }: MeterColumns): boolean =>
  valueM3 !== null &&
  integerDigits !== null &&
  (valueM3.split('.')[0] ?? '').length > integerDigits;
