import type { ColumnType, Generated } from 'kysely';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { PaymentMethodColumn } from './payments.ts';

type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;
/** Comes with the row and stays. */
type Kept<T> = ColumnType<T, T, never>;

export type RevokedByColumn = 'owner' | 'bank' | 'cabinet_closed';
export type AutopayTriggerColumn = 'day' | 'bill';
export type AutopayEndColumn =
  | 'turned_off'
  | 'changed'
  | 'method_removed'
  | 'permission_revoked'
  | 'gateway_gone'
  | 'access_ended'
  | 'account_closed'
  | 'cabinet_closed';
export type AutopayRunColumn =
  | 'announced'
  | 'charging'
  | 'paid'
  | 'refused'
  | 'nothing_owed'
  | 'cap_reached'
  | 'not_announced'
  | 'not_charged'
  | 'called_off';

export type AutopaySchema = {
  saved_payment_methods: {
    saved_method_id: Generated<number>;
    user_id: Kept<number>;
    gateway: Kept<string>;
    gateway_method_id: string | null;
    method: Kept<PaymentMethodColumn>;
    title: string;
    receipt_email: string;
    state: 'active' | 'revoked';
    revoked_by: Nullable<RevokedByColumn>;
    consent_version: Kept<string>;
    consented_at: Kept<Date>;
    payment_id: ColumnType<number | null, number | undefined, never>;
    binding_id: ColumnType<number | null, number | undefined, never>;
    saved_at: Kept<Date>;
    revoked_at: Nullable<Date>;
  };
  method_bindings: {
    binding_id: Generated<number>;
    public_id: Kept<string>;
    user_id: Kept<number>;
    gateway: Kept<string>;
    method: Kept<PaymentMethodColumn>;
    receipt_email: string;
    consent_version: Kept<string>;
    idempotence_key: Kept<string>;
    request: Kept<string>;
    gateway_binding_id: Nullable<string>;
    confirmation_url: Nullable<string>;
    state: 'created' | 'pending' | 'active' | 'inactive';
    started_at: Kept<Date>;
  };
  autopay_rules: {
    personal_account_id: Kept<number>;
    autopay_rule_id: Generated<number>;
    user_id: Kept<number>;
    personal_account_link_id: Kept<number>;
    saved_method_id: Kept<number>;
    trigger_on: Kept<AutopayTriggerColumn>;
    day: Kept<number | null>;
    cap_kopecks: Kept<number>;
    next_due_on: PlainDate | null;
    billed_month: PlainMonth | null;
    state: 'active' | 'ended';
    end_reason: Nullable<AutopayEndColumn>;
    created_at: Kept<Date>;
    ended_at: Nullable<Date>;
  };
  autopay_runs: {
    personal_account_id: Kept<number>;
    autopay_rule_id: Kept<number>;
    month: Kept<PlainMonth>;
    due_on: Kept<PlainDate>;
    announced_at: Kept<Date | null>;
    announced_kopecks: Kept<number | null>;
    letter_id: Nullable<number>;
    state: AutopayRunColumn;
    amount_kopecks: Nullable<number>;
    payment_id: Nullable<number>;
    decided_at: Date;
  };
};
