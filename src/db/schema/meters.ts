import type { ColumnType, Generated } from 'kysely';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { Decimal } from './decimal.ts';

export type MetersSchema = {
  meters: MeterState & {
    personal_account_id: number;
    meter_id: Generated<number>;
    serial_number: string;
    attributes_since: PlainDate;
    first_import_id: number;
  };
  meter_revisions: MeterState & {
    personal_account_id: number;
    meter_id: number;
    revision_id: Generated<number>;
    valid_from: PlainDate;
    valid_to: PlainDate;
    /** null: an event that the desk recorded ended it. */
    ended_by_import_id: number | null;
    ended_by_event_id: ColumnType<number | null, number | null | undefined, never>;
  };
  meter_readings: {
    personal_account_id: number;
    meter_reading_id: Generated<number>;
    meter_id: number;
    value_m3: Decimal;
    taken_on: PlainDate;
    billing_month: PlainMonth;
    is_rollover: Generated<boolean>;
    is_confirmed_improbable: Generated<boolean>;
    source: ReadingSourceColumn;
    status: ReadingStatusColumn;
    not_counted_reason: string | null;
    confirmation_number: number | null;
    received_at: Date;
    user_id: number | null;
    staff_member_id: ColumnType<number | null, number | null | undefined, number | null>;
    corrects_reading_id: number | null;
    status_changed_at: Date | null;
    register_import_id: number | null;
  };
  reading_cases: {
    personal_account_id: number;
    reading_case_id: Generated<number>;
    meter_id: number;
    user_id: number;
    kind: 'rollover' | 'meter_replaced';
    value_m3: Decimal;
    taken_on: PlainDate;
    comment: Generated<string>;
    state: Generated<'open' | 'accepted' | 'refused'>;
    decision_reason: string | null;
    created_at: Date;
    decided_at: Date | null;
    decided_by: ColumnType<number | null, number | null | undefined, number | null>;
  };
  reading_reviews: {
    personal_account_id: number;
    meter_reading_id: number;
    outcome: 'confirmed' | 'voided';
    reason: string;
    decided_by: number;
    decided_at: Date;
  };
};

type ReadingSourceColumn =
  | 'register'
  | 'cabinet'
  | 'api'
  | 'phone'
  | 'office'
  | 'inspector'
  | 'bank'
  | 'bill'
  | 'telemetry'
  | 'other';
type ReadingStatusColumn = 'accepted' | 'stored' | 'corrected' | 'withdrawn';

type MeterState = {
  model: string;
  integer_digits: number;
  decimal_digits: number;
  is_outdoor: boolean;
  is_thermocompensated: boolean;
  climate_zone: number;
  commissioned_on: PlainDate | null;
  sealed_on: PlainDate | null;
  verified_until: PlainDate | null;
  removed_on: PlainDate | null;
  register_import_id: number;
};
