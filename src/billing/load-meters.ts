import type { PlainDate } from '#src/plain-date.ts';
import {
  isTrueAt,
  numberAt,
  type Row,
  type RowSource,
  textAt,
  textOrNullAt,
} from './account-rows.ts';
import type { Dated, MeterFacts } from './billing-facts.ts';

type Verification = Dated<{ verifiedUntil: PlainDate | null }>;

export const meterRows: RowSource = {
  columns: [
    ...['personal_account_id', 'meter_id', 'integer_digits'],
    ...['(is_outdoor and not is_thermocompensated)', 'climate_zone'],
    ...['coalesce(sealed_on, commissioned_on)', 'removed_on', 'verified_until'],
    'attributes_since',
  ],
  sql: 'from meters where personal_account_id between $1 and $2',
  order: 'meter_id',
};

/** What the register had said of the end of verification before. */
export const meterRevisionRows: RowSource = {
  columns: ['personal_account_id', 'meter_id', 'verified_until', 'valid_from', 'valid_to'],
  sql: `from meter_revisions
    where personal_account_id between $1 and $2 and valid_from < valid_to`,
  order: 'meter_id, valid_from, revision_id',
};

/** A meter without readings yet. */
export function meterOf(row: Row, revisions: readonly Row[]): MeterFacts {
  const present = { verifiedUntil: textOrNullAt(row, 7), from: textAt(row, 8), to: null };
  return {
    meterId: numberAt(row, 1),
    integerDigits: numberAt(row, 2),
    liveFrom: textOrNullAt(row, 5),
    liveTo: textOrNullAt(row, 6),
    needsCoefficient: isTrueAt(row, 3),
    climateZone: numberAt(row, 4),
    verification:
      revisions.length === 0 ? [present] : [...verificationBefore(row, revisions), present],
    readings: [],
  };
}

const verificationBefore = (meter: Row, revisions: readonly Row[]): Verification[] =>
  revisions
    .filter((row) => row[1] === meter[1])
    .map((row) => ({
      verifiedUntil: textOrNullAt(row, 2),
      from: textAt(row, 3),
      to: textAt(row, 4),
    }));
