import {
  isTrueAt,
  numberAt,
  type Row,
  type RowSource,
  textAt,
  textOrNullAt,
} from './account-rows.ts';
import type { AccountAttributes, Dated } from './billing-facts.ts';

const attributeColumns = [
  ...['residents', 'heated_area_m2', 'has_stove', 'has_water_heater', 'has_heating'],
  'has_central_hot_water',
];

/** What held before the present state, oldest first. Few accounts have any. */
export const revisionRows: RowSource = {
  columns: ['personal_account_id', ...attributeColumns, 'valid_from', 'valid_to'],
  sql: `from personal_account_revisions
    where personal_account_id between $1 and $2 and valid_from < valid_to`,
  order: 'valid_from, revision_id',
};

export const revisionOf = (row: Row): Dated<AccountAttributes> => ({
  ...attributesOf(row, 1),
  from: textAt(row, 7),
  to: textAt(row, 8),
});

/** The present state of an account, after its id; `from` is the day since which it holds. */
export const presentColumns = attributeColumns.map((column) => `a.${column}`);

export const attributesOf = (row: Row, place: number): AccountAttributes => ({
  residents: numberAt(row, place),
  heatedAreaM2: textOrNullAt(row, place + 1),
  hasStove: isTrueAt(row, place + 2),
  hasWaterHeater: isTrueAt(row, place + 3),
  hasHeating: isTrueAt(row, place + 4),
  hasCentralHotWater: isTrueAt(row, place + 5),
});
