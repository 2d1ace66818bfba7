import { type FieldFault, isRefused, type Refused } from './field-parsers.ts';
import type { SbpLinkFault } from './sbp-link.ts';

/** Faults that show only when columns, lines or our books are compared. */
export type LineFault =
  | FieldFault
  | 'column_count'
  | 'broken_quotes'
  | 'over_capacity'
  | 'closed_before_opened'
  | 'meter_column_empty'
  | 'differs_within_personal_account'
  | 'duplicate_line'
  | 'contradicting_line'
  | 'meterless_line_among_meters'
  | 'unknown_personal_account'
  | 'closed_personal_account'
  | 'unknown_meter'
  | 'removed_meter'
  | 'below_previous'
  | 'above_next'
  | 'returns_too_much'
  | 'against_next'
  | 'other_value_that_day'
  | 'before_commissioning'
  | 'impossible_volume'
  | 'contradicting_entry'
  | 'not_for_this_event'
  | 'needed_for_this_event'
  | 'meter_not_for_this_event'
  | 'end_before_beginning'
  | 'end_not_for_this_event'
  | 'overlapping_privilege'
  | 'unit_not_of_this_use'
  | 'returned_payment'
  | 'known_operation'
  | 'month_of_our_books'
  | 'other_charges_that_month'
  | 'sbp_link_of_other'
  | SbpLinkFault;

/** `column` is null when the whole line is at fault. */
export type Fault<Column extends string> = {
  column: Column | null;
  fault: LineFault;
  /** Another line of the file that this one was compared with. */
  otherLine?: number;
  /** What our books say, to be shown. */
  ours?: string;
};

/** Gathers the faults of one line, so that all of them are told at once. */
export class FaultList<Column extends string> {
  readonly faults: Fault<Column>[] = [];

  /** The value; null stands for a refused one, which no caller uses once there are faults. */
  required<T extends NonNullable<unknown>>(column: Column, parsed: T | Refused): T | null {
    if (!isRefused(parsed)) return parsed;
    this.faults.push({ column, fault: parsed.refused });
    return null;
  }

  /** Like `required`, but an empty field is a proper "none". */
  optional<T extends NonNullable<unknown>>(column: Column, parsed: T | Refused): T | null {
    if (isRefused(parsed) && parsed.refused === 'empty') return null;
    return this.required(column, parsed);
  }
}
