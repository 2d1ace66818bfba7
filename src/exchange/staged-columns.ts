import type { RegisterColumn } from './register-columns.ru.ts';
import type { RegisterLine } from './register-line.ts';

/**
 * Columns of the staging table that hold a personal account's state, in the order of the register:
 * of several that differ, the first is named.
 */
export const stateColumns = [
  ['unifiedNumber', 'unified_number', 'text'],
  ['lastName', 'holder_last_name', 'text'],
  ['firstName', 'holder_first_name', 'text'],
  ['middleName', 'holder_middle_name', 'text'],
  ['address', 'address', 'text'],
  ['fiasId', 'fias_id', 'text'],
  ['residents', 'residents', 'smallint'],
  ['heatedArea', 'heated_area_m2', 'numeric(9,2)'],
  ['stove', 'has_stove', 'boolean'],
  ['waterHeater', 'has_water_heater', 'boolean'],
  ['heating', 'has_heating', 'boolean'],
  ['centralHotWater', 'has_central_hot_water', 'boolean'],
  ['opened', 'opened_on', 'date'],
  ['closed', 'closed_on', 'date'],
  ['lastBill', 'last_bill_kopecks', 'bigint'],
  ['pin', 'linking_pin', 'text'],
] as const satisfies Columns;

/** Taken at a personal account's first appearance only. */
const openingColumns = [
  ['balance', 'balance_kopecks', 'bigint'],
  ['penalty', 'penalty_kopecks', 'bigint'],
  ['debtSince', 'debt_since', 'date'],
] as const satisfies Columns;

export const meterColumns = [
  ['model', 'model', 'text'],
  ['digits', 'integer_digits', 'smallint'],
  ['place', 'is_outdoor', 'boolean'],
  ['thermocompensation', 'is_thermocompensated', 'boolean'],
  ['zone', 'climate_zone', 'smallint'],
  ['commissioned', 'commissioned_on', 'date'],
  ['sealed', 'sealed_on', 'date'],
  ['verifiedUntil', 'verified_until', 'date'],
] as const satisfies Columns;

const readingColumns = [
  ['reading', 'value_m3', 'numeric(12,3)'],
  ['readingDate', 'taken_on', 'date'],
] as const satisfies Columns;

type Columns = readonly (readonly [RegisterColumn, string, string])[];

/** All that the lines of one personal account must agree on. */
export const agreedColumns = [...stateColumns, ...openingColumns];
export const lineMeterColumns = [...meterColumns, ...readingColumns];

const definitions = [...agreedColumns, ...lineMeterColumns].map(
  ([, column, type]) => `${column} ${type}`,
);

/**
 * A line of the file. `fault_code` is set for a refused one: `parsed` by the reader of lines,
 * anything else by a comparison in the database.
 */
export const createStaged = `create temp table staged (
  line integer not null, fault_code text, fault_column text, other_line integer, ours text,
  number text, serial_number text, decimal_digits smallint, ${definitions.join(', ')}
) on commit drop`;

export const stagedColumnNames = [
  'line',
  'fault_code',
  'fault_column',
  'number',
  'serial_number',
  'decimal_digits',
  ...[...agreedColumns, ...lineMeterColumns].map(([, column]) => column),
];

export type StagedValue = string | number | boolean | null;

const agreedKeys: ReadonlySet<string> = new Set(agreedColumns.map(([key]) => key));

/** A fault in what all lines of a personal account share spoils the others, too. */
const isAgreed = (column: string | null): boolean => column !== null && agreedKeys.has(column);

/** Values of one line in the order of `stagedColumnNames`. */
export function stagedValues(
  lineNumber: number,
  { personalAccount: owner, meter, faults }: RegisterLine,
): StagedValue[] {
  const fault = faults.find(({ column }) => isAgreed(column)) ?? faults[0];
  const isUsable = fault === undefined || (fault.column !== null && !isAgreed(fault.column));
  const head: StagedValue[] = [
    lineNumber,
    fault ? 'parsed' : null,
    fault?.column ?? null,
    owner.number,
    meter?.serialNumber ?? null,
    meter?.decimalDigits ?? null,
  ];
  // Of a refused line only what helps to recognise its neighbours.
  if (!isUsable) return [...head, ...refusedValues(owner.address)];
  return [
    ...head,
    owner.unifiedNumber,
    owner.lastName,
    owner.firstName,
    owner.middleName ?? '',
    owner.address,
    owner.fiasId,
    owner.residents,
    owner.heatedAreaM2,
    owner.hasStove,
    owner.hasWaterHeater,
    owner.hasHeating,
    owner.hasCentralHotWater,
    owner.openedOn,
    owner.closedOn,
    owner.lastBillKopecks,
    owner.pin,
    owner.balanceKopecks,
    owner.penaltyKopecks,
    owner.debtSince,
    ...(fault || !meter ? noMeter : meterValues(meter)),
  ];
}

const noMeter: StagedValue[] = lineMeterColumns.map(() => null);

const meterValues = (meter: NonNullable<RegisterLine['meter']>): StagedValue[] => [
  meter.model,
  meter.integerDigits,
  meter.isOutdoor,
  meter.isThermocompensated,
  meter.climateZone,
  meter.commissionedOn,
  meter.sealedOn,
  meter.verifiedUntil,
  meter.valueM3,
  meter.takenOn,
];

const refusedValues = (address: string | null): StagedValue[] =>
  [...agreedColumns, ...lineMeterColumns].map(([, column]) =>
    column === 'address' ? address : null,
  );
