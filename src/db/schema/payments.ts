import type { ColumnType, Generated } from 'kysely';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';

/** The ledger's word for how a payment came. */
export type PaymentMeansColumn =
  | 'sbp'
  | 'card'
  | 'cash_desk'
  | 'bank'
  | 'post'
  | 'terminal'
  | 'other';
export type PaymentStateColumn =
  | 'created'
  | 'unknown'
  | 'pending'
  | 'succeeded'
  | 'canceled'
  | 'unidentified'
  | 'returned'
  | 'reversed';
export type PaymentMethodColumn = 'sbp' | 'bank_card';
export type HeardFromColumn =
  | 'start'
  | 'answer'
  | 'notification'
  | 'question'
  | 'list'
  | 'bank'
  | 'registry'
  | 'staff';

type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;
/** Comes with the row and stays. */
type Kept<T> = ColumnType<T, T, never>;

/** What is still to be asked about, by our own clock. */
type Asked = { asked_times: Generated<number>; ask_after: Nullable<Date> };

export type PaymentsSchema = {
  payment_baskets: {
    basket_id: Generated<number>;
    public_id: Kept<string>;
    user_id: Kept<number | null>;
    method: Kept<PaymentMethodColumn>;
    receipt_email: Kept<string>;
    source: Kept<'cabinet' | 'api' | 'autopay' | 'guest'>;
    save_consent_version: ColumnType<string | null, string | null | undefined, never>;
    started_at: Kept<Date>;
    verify_code: Nullable<string>;
  };
  payments: {
    payment_id: Generated<number>;
    channel: Kept<'gateway' | 'bank_agent' | 'registry' | 'desk'>;
    means: Kept<PaymentMeansColumn>;
    state: PaymentStateColumn;
    amount_kopecks: Kept<number>;
    refunded_kopecks: Generated<number>;
    basket_id: Nullable<number>;
    agent: Nullable<string>;
    agent_txn_id: Nullable<string>;
    payer_reference: Nullable<string>;
    paid_on: Nullable<PlainDate>;
    reason: Nullable<string>;
    created_at: Kept<Date>;
    state_changed_at: Date;
  };
  payment_parts: {
    personal_account_id: Kept<number>;
    payment_id: Kept<number>;
    is_penalty: Generated<boolean>;
    amount_kopecks: Kept<number>;
    refunded_kopecks: Generated<number>;
    for_month: Nullable<PlainMonth>;
    ledger_key: Nullable<string>;
    ledger_month: Nullable<PlainMonth>;
    posted_at: Nullable<Date>;
  };
  gateway_payments: Asked & {
    payment_id: Kept<number>;
    gateway: Kept<string>;
    idempotence_key: Kept<string>;
    request: Kept<string>;
    gateway_payment_id: Nullable<string>;
    gateway_state: Nullable<string>;
    sent_at: Nullable<Date>;
    sending_until: Nullable<Date>;
    confirmation_url: Nullable<string>;
    confirmation_qr: Nullable<string>;
    looked_at: Nullable<Date>;
  };
  payment_events: {
    payment_event_id: Generated<number>;
    payment_id: Kept<number>;
    from_state: Kept<PaymentStateColumn | null>;
    to_state: Kept<PaymentStateColumn>;
    heard_from: Kept<HeardFromColumn>;
    told: Kept<string>;
    at: Kept<Date>;
  };
  payment_refunds: Asked & {
    refund_id: Generated<number>;
    payment_id: Kept<number>;
    personal_account_id: Kept<number>;
    penalty_kopecks: Generated<number>;
    kind: Kept<'refund' | 'chargeback'>;
    state: 'created' | 'unknown' | 'pending' | 'succeeded' | 'canceled';
    amount_kopecks: Kept<number>;
    gateway: Nullable<string>;
    idempotence_key: Nullable<string>;
    request: Nullable<string>;
    gateway_refund_id: Nullable<string>;
    reason: Kept<string>;
    staff_member_id: Nullable<number>;
    refunded_on: Nullable<PlainDate>;
    ledger_key: Nullable<string>;
    ledger_month: Nullable<PlainMonth>;
    created_at: Kept<Date>;
    state_changed_at: Date;
  };
  fiscal_receipts: Asked & {
    fiscal_receipt_id: Generated<number>;
    payment_id: Kept<number>;
    refund_id: Nullable<number>;
    state: 'pending' | 'succeeded' | 'canceled';
    gateway_receipt_id: Nullable<string>;
    document_number: Nullable<string>;
    storage_number: Nullable<string>;
    attribute: Nullable<string>;
    registered_at: Nullable<Date>;
    repeats: Generated<number>;
    repeat_key: Nullable<string>;
    repeat_request: Nullable<string>;
    told: Nullable<string>;
    handed_over_at: Nullable<Date>;
    closed_at: Nullable<Date>;
  };
};
