import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';

/** Volumes and areas: exact decimals, carried as text. */
type Decimal = ColumnType<string, string | number, string | number>;
type DecimalOrNull = ColumnType<string | null, string | number | null, string | number | null>;

export type Schema = {
  settings: { name: string; value: ColumnType<unknown, string, string> };
  billing_months: { month: PlainMonth; closed_at: Date; register_import_id: number | null };
  users: {
    user_id: Generated<number>;
    email: string;
    email_key: string;
    phone: string;
    last_name: string;
    first_name: string;
    middle_name: string;
    address: string;
    password_hash: string;
    is_demo: Generated<boolean>;
    created_at: Date;
  };
  registrations: {
    registration_id: Generated<number>;
    email: string;
    email_key: string;
    phone: string;
    last_name: string;
    first_name: string;
    middle_name: string;
    address: string;
    account_number: string;
    password_hash: string;
    consent_version: string;
    consent_text_hash: string;
    consent_address: string;
    consent_user_agent: string;
    visitor_hash: string;
    created_at: Date;
    expires_at: Date;
  };
  one_time_tokens: {
    token_hash: Buffer;
    purpose: 'activation' | 'password_reset';
    subject_id: number;
    created_at: Date;
    expires_at: Date;
  };
  sessions: {
    session_id: Generated<number>;
    token_hash: Buffer;
    user_id: number;
    created_at: Date;
    last_seen_at: Date;
    expires_at: Date;
    remembered: boolean;
    user_agent: string;
    address: string;
  };
  api_tokens: {
    api_token_id: Generated<number>;
    token_hash: Buffer;
    user_id: number;
    name: string;
    created_at: Date;
    last_used_at: Date | null;
    expires_at: Date;
    revoked_at: Date | null;
  };
  consents: {
    consent_id: Generated<number>;
    user_id: number;
    document: string;
    version: string;
    text_hash: string;
    act: 'given' | 'withdrawn';
    acted_at: Date;
    address: string;
    user_agent: string;
  };
  rate_limits: { key: string; points: number; expire: number | null };
  idempotency_keys: {
    user_id: number;
    operation: string;
    idempotency_key: string;
    request_hash: string;
    response: JSONColumnType<object> | null;
    created_at: Date;
  };
  letters: {
    letter_id: Generated<number>;
    kind: string;
    to_address: string;
    user_id: number | null;
    data: JSONColumnType<object>;
    state: Generated<'queued' | 'sent' | 'failed'>;
    attempts: Generated<number>;
    last_error: string | null;
    created_at: Date;
    sent_at: Date | null;
  };
  register_imports: {
    register_import_id: Generated<number>;
    kind: 'register' | 'readings';
    file_name: string;
    file_sha256: string;
    as_of: PlainDate;
    is_full: Generated<boolean>;
    lines_total: Generated<number>;
    lines_accepted: Generated<number>;
    lines_refused: Generated<number>;
    accounts_added: Generated<number>;
    accounts_changed: Generated<number>;
    accounts_ended: Generated<number>;
    meters_added: Generated<number>;
    meters_changed: Generated<number>;
    meters_ended: Generated<number>;
    readings_added: Generated<number>;
    summary: ColumnType<object, string | undefined, string>;
    imported_at: Date;
    undone_at: Date | null;
  };
  personal_account_numbers: { number: string; personal_account_id: number };
  personal_accounts: PersonalAccountState & {
    personal_account_id: Generated<number>;
    number: string;
    opening_balance_kopecks: Generated<number>;
    opening_penalty_kopecks: Generated<number>;
    opening_debt_since: PlainDate | null;
    opening_balance_on: PlainDate;
    attributes_since: PlainDate;
    first_import_id: number;
  };
  personal_account_revisions: PersonalAccountState & {
    personal_account_id: number;
    revision_id: Generated<number>;
    valid_from: PlainDate;
    valid_to: PlainDate;
    ended_by_import_id: number;
  };
  register_differences: {
    personal_account_id: number;
    register_import_id: number;
    field: string;
    ours: string;
    theirs: string;
  };
  personal_account_links: {
    personal_account_id: number;
    personal_account_link_id: Generated<number>;
    user_id: number;
    own_name: Generated<string>;
    proof: 'meter_serial' | 'last_bill' | 'pin' | 'staff' | 'demo';
    linked_at: Date;
    visible_until: PlainDate | null;
    visible_until_reason: string | null;
    visible_until_import_id: number | null;
    ended_at: Date | null;
  };
  linking_requests: {
    linking_request_id: Generated<number>;
    user_id: number;
    account_number: string;
    holder_last_name: string;
    comment: Generated<string>;
    state: Generated<'open' | 'accepted' | 'refused'>;
    decision_reason: string | null;
    decided_at: Date | null;
    created_at: Date;
  };
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
    ended_by_import_id: number;
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
  };
};

export type ReadingSourceColumn =
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
export type ReadingStatusColumn = 'accepted' | 'stored' | 'corrected' | 'withdrawn';

type PersonalAccountState = {
  unified_number: string | null;
  holder_last_name: string;
  holder_first_name: string;
  holder_middle_name: string;
  address: string;
  fias_id: string | null;
  residents: number;
  heated_area_m2: DecimalOrNull;
  has_stove: boolean;
  has_water_heater: boolean;
  has_heating: boolean;
  has_central_hot_water: boolean;
  opened_on: PlainDate;
  closed_on: PlainDate | null;
  last_bill_kopecks: number | null;
  linking_pin: string | null;
  holder_since: PlainDate;
  register_import_id: number;
};

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
