import type { ReadingFailureCode } from '#src/meters/reading-failure.ts';
import type { AutopayFailure } from '#src/payments/autopay/turn-on.ts';
import type { StartFailure } from '#src/payments/start-payment.ts';

/** Refused by the platform before a feature is asked. */
type PlatformCode =
  | 'bad_request'
  | 'invalid_request'
  | 'idempotency_key_missing'
  | 'cursor_invalid'
  | 'month_not_charged'
  | 'payment_not_found'
  | 'not_signed_in'
  | 'scope_missing'
  | 'too_large'
  | 'unsupported_media_type'
  | 'too_many_requests'
  | 'internal_error'
  | 'database_away';

/** Every `code` that a program may meet. They are stable: a new meaning gets a new code. */
export type ApiCode =
  | PlatformCode
  | ReadingFailureCode
  | StartFailure['code']
  | AutopayFailure['code'];

type ProblemPlace = {
  status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 500 | 503;
  /** The field of the request that is at fault, where it is one. */
  field?: string;
};

/**
 * 422: the request itself must change. 409: it was right, but the state of things does not allow
 * it. 404 for somebody else's too, so that numbers cannot be tried out.
 */
export const apiProblems = {
  bad_request: { status: 400 },
  invalid_request: { status: 400 },
  idempotency_key_missing: { status: 400, field: 'Idempotency-Key' },
  cursor_invalid: { status: 400, field: 'cursor' },
  not_signed_in: { status: 401 },
  scope_missing: { status: 403 },
  access_ended: { status: 403 },
  reading_not_yours: { status: 403 },
  not_found: { status: 404 },
  reading_not_found: { status: 404 },
  month_not_charged: { status: 404 },
  payment_not_found: { status: 404 },
  method_unavailable: { status: 409, field: 'method' },
  account_unknown: { status: 422, field: 'parts' },
  account_repeated: { status: 422, field: 'parts' },
  amount_too_small: { status: 422, field: 'parts' },
  amount_too_large: { status: 422, field: 'parts' },
  method_not_saved: { status: 422, field: 'methodId' },
  day_impossible: { status: 422, field: 'day' },
  cap_too_small: { status: 422, field: 'capKopecks' },
  cap_too_large: { status: 422, field: 'capKopecks' },
  account_not_open: { status: 409 },
  penalty_too_large: { status: 422, field: 'parts' },
  conflicts_with_next: { status: 409, field: 'value' },
  changed_meanwhile: { status: 409 },
  billing_month_closed: { status: 409 },
  personal_account_closed: { status: 409 },
  no_meter: { status: 409 },
  meter_removed: { status: 409, field: 'meterSerial' },
  too_large: { status: 413 },
  unsupported_media_type: { status: 415 },
  value_missing: { status: 422, field: 'value' },
  value_not_a_number: { status: 422, field: 'value' },
  value_negative: { status: 422, field: 'value' },
  too_many_digits: { status: 422, field: 'value' },
  too_many_decimals: { status: 422, field: 'value' },
  below_previous: { status: 422, field: 'value' },
  improbable: { status: 422, field: 'isConfirmedImprobable' },
  rollover_impossible: { status: 422, field: 'isRollover' },
  date_invalid: { status: 422, field: 'takenOn' },
  date_in_future: { status: 422, field: 'takenOn' },
  date_too_old: { status: 422, field: 'takenOn' },
  date_before_meter: { status: 422, field: 'takenOn' },
  date_before_previous: { status: 422, field: 'takenOn' },
  date_after_next: { status: 422, field: 'takenOn' },
  meter_required: { status: 422, field: 'meterSerial' },
  meter_not_found: { status: 422, field: 'meterSerial' },
  idempotency_key_reused: { status: 422, field: 'Idempotency-Key' },
  too_many_requests: { status: 429 },
  internal_error: { status: 500 },
  busy: { status: 503 },
  database_away: { status: 503 },
} satisfies Record<ApiCode, ProblemPlace>;

export const isApiCode = (code: string): code is ApiCode => Object.hasOwn(apiProblems, code);

export const placeOfProblem = (code: ApiCode): ProblemPlace => apiProblems[code];

/** Why a reading may be refused: by the rules of its value, date and meter. */
export const readingRuleCodes = [
  'value_missing',
  'value_not_a_number',
  'value_negative',
  'too_many_digits',
  'too_many_decimals',
  'below_previous',
  'rollover_impossible',
  'conflicts_with_next',
  'date_invalid',
  'date_in_future',
  'date_too_old',
  'date_before_meter',
  'date_before_previous',
  'date_after_next',
  'access_ended',
  'personal_account_closed',
] as const satisfies readonly ApiCode[];

export const meterChoiceCodes = [
  'no_meter',
  'meter_required',
  'meter_not_found',
  'meter_removed',
] as const satisfies readonly ApiCode[];
