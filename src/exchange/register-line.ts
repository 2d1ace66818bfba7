import { addDays, type PlainDate } from '#src/plain-date.ts';
import {
  type DateBounds,
  parseChoice,
  parseDate,
  parseForm,
  parseKopecks,
  parseMonth,
  parsePersonName,
  parsePositiveDecimal,
  parsePositiveKopecks,
  parseText,
  parseWholeNumber,
} from './field-parsers.ts';
import { type Fault, FaultList } from './line-faults.ts';
import { flagWords, type RegisterColumn, registerColumns } from './register-columns.ru.ts';
import { type MeterColumns, parseMeterColumns } from './register-meter.ts';

export type RegisterFault = Fault<RegisterColumn>;

export type RegisterRules = {
  numberPattern: RegExp;
  /** Where each of our columns stands in the file. */
  positions: Readonly<Record<RegisterColumn, number>>;
  fieldCount: number;
  dates: RegisterDates;
};

/** Null only where the column may be empty; a refused value makes the line refused. */
export type PersonalAccountColumns = {
  number: string | null;
  unifiedNumber: string | null;
  lastName: string | null;
  firstName: string | null;
  middleName: string | null;
  address: string | null;
  fiasId: string | null;
  residents: number | null;
  heatedAreaM2: string | null;
  hasStove: boolean | null;
  hasWaterHeater: boolean | null;
  hasHeating: boolean | null;
  hasCentralHotWater: boolean | null;
  openedOn: PlainDate | null;
  closedOn: PlainDate | null;
  balanceKopecks: number | null;
  penaltyKopecks: number | null;
  debtSince: PlainDate | null;
  lastBillKopecks: number | null;
  pin: string | null;
};

export type RegisterLine = {
  personalAccount: PersonalAccountColumns;
  meter: MeterColumns | null;
  faults: RegisterFault[];
};

const unifiedNumberForm = /^\d{2}[A-ZА-Я]{2}\d{6}$/;
const fiasForm = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const pinForm = /^[0-9A-Za-zА-Яа-я]{4,12}$/;

/** Gas came to the region's towns after the war; nothing in a register is older. */
const EARLIEST = '1945-01-01';

export type RegisterDates = { past: DateBounds; verification: DateBounds };

export function registerDates(asOf: PlainDate): RegisterDates {
  return {
    past: { earliest: EARLIEST, latest: asOf },
    verification: {
      earliest: EARLIEST,
      // The longest interval of verification is twelve years; double it and some.
      latest: addDays(asOf, 30 * 365),
      late: 'date_too_late',
    },
  };
}

/** Reads one line. With `faults` it must not be imported; the rest of it only helps to report. */
export function parseRegisterLine(fields: readonly string[], rules: RegisterRules): RegisterLine {
  const list = new FaultList<RegisterColumn>();
  if (fields.length !== rules.fieldCount) list.faults.push({ column: null, fault: 'column_count' });
  const text = (column: RegisterColumn): string => fields[rules.positions[column]]?.trim() ?? '';
  const personalAccount = parsePersonalAccountColumns(text, list, rules);
  const meter = parseMeterColumns(text, list, rules.dates);
  const faults = list.faults;
  if (faults.length > 1) faults.sort((one, other) => orderOf(one) - orderOf(other));
  return { personalAccount, meter, faults };
}

const order = new Map<string, number>(registerColumns.map(({ key }, index) => [key, index]));
const orderOf = ({ column }: RegisterFault): number =>
  column === null ? -1 : (order.get(column) ?? 0);

function parsePersonalAccountColumns(
  text: (column: RegisterColumn) => string,
  list: FaultList<RegisterColumn>,
  { numberPattern, dates: { past } }: RegisterRules,
): PersonalAccountColumns {
  const flag = (column: RegisterColumn) =>
    list.required(column, parseChoice(text(column), flagWords));
  const columns = {
    number: list.required('number', parseForm(text('number'), numberPattern)),
    unifiedNumber: list.optional(
      'unifiedNumber',
      parseForm(text('unifiedNumber').toUpperCase(), unifiedNumberForm),
    ),
    lastName: list.required('lastName', parsePersonName(text('lastName'))),
    firstName: list.required('firstName', parsePersonName(text('firstName'))),
    middleName: list.optional('middleName', parsePersonName(text('middleName'))),
    address: list.required('address', parseText(text('address'), { longest: 300 })),
    fiasId: list.optional('fiasId', parseForm(text('fiasId').toLowerCase(), fiasForm)),
    residents: list.required(
      'residents',
      parseWholeNumber(text('residents'), { least: 0, most: 99 }),
    ),
    heatedAreaM2: list.optional(
      'heatedArea',
      parsePositiveDecimal(text('heatedArea'), { maxDecimals: 2, wholeDigits: 5 }),
    ),
    hasStove: flag('stove'),
    hasWaterHeater: flag('waterHeater'),
    hasHeating: flag('heating'),
    hasCentralHotWater: flag('centralHotWater'),
    openedOn: list.required('opened', parseDate(text('opened'), past)),
    closedOn: list.optional('closed', parseDate(text('closed'), past)),
    balanceKopecks: list.required('balance', parseKopecks(text('balance'))),
    penaltyKopecks: list.required('penalty', parsePositiveKopecks(text('penalty'))),
    debtSince: list.optional('debtSince', parseMonth(text('debtSince'), past)),
    lastBillKopecks: list.optional('lastBill', parsePositiveKopecks(text('lastBill'))),
    pin: list.optional('pin', parseForm(text('pin'), pinForm)),
  };
  if (columns.closedOn && columns.openedOn && columns.closedOn < columns.openedOn) {
    list.faults.push({ column: 'closed', fault: 'closed_before_opened' });
  }
  return columns;
}
