import type { ColumnType, Generated } from 'kysely';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { Decimal } from './decimal.ts';

type Recorded = {
  is_example: Generated<boolean>;
  source: Generated<string>;
  recorded_at: Date;
  register_import_id: number | null;
};
type Json = ColumnType<unknown, string, never>;

export type BillingSchema = {
  tariffs: Recorded & {
    tariff_id: Generated<number>;
    category: 'stove' | 'stove_and_heater' | 'heating';
    valid_from: PlainDate;
    price_per_m3: Decimal;
  };
  norms: Recorded & {
    norm_id: Generated<number>;
    use: NormUseColumn;
    valid_from: PlainDate;
    volume_m3: Decimal;
    unit: 'person' | 'm2';
  };
  temperature_coefficients: Recorded & {
    coefficient_id: Generated<number>;
    climate_zone: number;
    month: PlainMonth;
    coefficient: Decimal;
  };
  key_rates: {
    key_rate_id: Generated<number>;
    valid_from: PlainDate;
    percent: Decimal;
    source: Generated<string>;
    recorded_at: Date;
    register_import_id: number | null;
  };
  privileges: Fact & {
    privilege_id: Generated<number>;
    valid_from: PlainDate;
    valid_to: PlainDate | null;
    share: Decimal;
    category: Generated<string>;
  };
  account_events: Fact & {
    account_event_id: Generated<number>;
    meter_id: number | null;
    kind: AccountEventColumn;
    starts_on: PlainDate;
    ends_on: PlainDate | null;
    value: Decimal | null;
    document: Generated<string>;
  };
  imported_charges: {
    personal_account_id: number;
    month: PlainMonth;
    volume_m3: Decimal;
    charged_kopecks: number;
    recalculated_kopecks: number;
    penalty_kopecks: number;
    paid_kopecks: number;
    closing_kopecks: number;
    register_import_id: number;
  };
  imported_payments: {
    personal_account_id: number;
    operation_key: string;
    paid_on: PlainDate;
    amount_kopecks: number;
    channel: string;
    register_import_id: number;
  };
  month_closes: {
    close_id: Generated<number>;
    month: PlainMonth;
    state: 'running' | 'closed' | 'reversed';
    is_first: boolean;
    started_at: Date;
    closed_at: Date | null;
    totals: ColumnType<unknown, string | undefined, string>;
    actor: string;
    reversed_at: Date | null;
    reversed_by: string | null;
    reversal_reason: string | null;
  };
  month_close_ranges: {
    close_id: number;
    range_no: number;
    first_account_id: number;
    last_account_id: number;
    done_at: Date | null;
    totals: ColumnType<unknown, string | null | undefined, string>;
  };
  account_months: {
    close_id: number;
    personal_account_id: number;
    month: PlainMonth;
    opening_kopecks: number;
    charged_kopecks: number;
    recalculated_kopecks: number;
    penalty_kopecks: number;
    paid_kopecks: number;
    corrected_kopecks: number;
    closing_kopecks: number;
    closing_penalty_kopecks: number;
    volume_m3: Decimal;
    is_estimated: boolean;
    due_on: PlainDate;
    state: Json;
  };
  charge_lines: {
    close_id: number;
    personal_account_id: number;
    line_no: number;
    kind: 'charge' | 'recalculation';
    charged_month: PlainMonth;
    method: string;
    starts_on: PlainDate;
    ends_on: PlainDate;
    meter_id: number | null;
    measured_m3: Decimal;
    coefficient: Decimal;
    volume_m3: Decimal;
    tariff_id: number;
    price_per_m3: Decimal;
    amount_kopecks: number;
    account_event_id: number | null;
    basis: Json;
  };
  penalty_lines: {
    close_id: number;
    personal_account_id: number;
    line_no: number;
    debt_month: PlainMonth;
    due_on: PlainDate;
    total_kopecks: number;
    posted_before_kopecks: number;
    amount_kopecks: number;
    basis: Json;
  };
  ledger_entries: {
    billing_month: PlainMonth;
    personal_account_id: number;
    idempotency_key: string;
    ledger_entry_id: Generated<number>;
    kind: 'opening' | 'charge' | 'recalculation' | 'penalty' | 'payment' | 'correction';
    is_penalty: boolean;
    amount_kopecks: number;
    for_month: PlainMonth | null;
    value_date: PlainDate;
    close_id: number | null;
    channel: string | null;
    cause: string;
    reverses_key: string | null;
    entered_at: Date;
  };
};

/** What came about one account: by a file or by a member of staff, and perhaps was taken back. */
type Fact = {
  personal_account_id: number;
  /** The first month that was open when it came. */
  recorded_month: PlainMonth;
  recorded_at: Date;
  register_import_id: number | null;
  staff_member_id: number | null;
  cancelled_at: Date | null;
  cancelled_month: PlainMonth | null;
  cancelled_by_import_id: number | null;
};

type NormUseColumn =
  | 'stove_with_central_hot_water'
  | 'stove_without_hot_water'
  | 'stove_and_heater'
  | 'heater'
  | 'heating';

type AccountEventColumn =
  | 'fault_reported'
  | 'fault_found'
  | 'removed_for_verification'
  | 'installed'
  | 'replaced'
  | 'disconnected'
  | 'connected'
  | 'access_refused'
  | 'control_reading'
  | 'temporary_absence'
  | 'residents'
  | 'heated_area';
