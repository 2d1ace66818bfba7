import type { ColumnType, Generated } from 'kysely';
import type { PlainDate } from '#src/plain-date.ts';
import type { PaymentMeansColumn } from './payments.ts';

type Nullable<T> = ColumnType<T | null, T | null | undefined, T | null>;
/** Comes with the row and stays. */
type Kept<T> = ColumnType<T, T, never>;

export type RegistryStateColumn =
  | 'loaded'
  | 'approved'
  | 'posted'
  | 'stornoing'
  | 'stornoed'
  | 'dropped';
export type RowOutcomeColumn = 'posted' | 'matched' | 'unidentified' | 'differs';

export type BanksSchema = {
  bank_agents: {
    agent: Kept<string>;
    name: string;
    means: Exclude<PaymentMeansColumn, 'sbp' | 'card'>;
    networks: string[];
    login: Nullable<string>;
    secret_sha256: Nullable<string>;
    certificate: Nullable<string>;
    inn: Nullable<string>;
    least_kopecks: Generated<number>;
    most_kopecks: Generated<number>;
    registries: 'approval' | 'reconcile';
    added_at: Kept<Date>;
    disabled_at: Nullable<Date>;
  };
  bank_registries: {
    registry_id: Generated<number>;
    agent: Kept<string>;
    template: Kept<string>;
    file_name: Kept<string>;
    file_sha256: Kept<string>;
    first_day: Kept<PlainDate>;
    last_day: Kept<PlainDate>;
    rows_count: Kept<number>;
    total_kopecks: Kept<number>;
    transferred_kopecks: Kept<number>;
    state: RegistryStateColumn;
    loaded_at: Kept<Date>;
    state_changed_at: Date;
  };
  bank_registry_rows: {
    registry_id: Kept<number>;
    row_number: Kept<number>;
    agent: Kept<string>;
    agent_txn_id: Kept<string>;
    payer_reference: Kept<string>;
    paid_on: Kept<PlainDate>;
    amount_kopecks: Kept<number>;
    row_sha256: Kept<string>;
    is_live: Generated<boolean>;
    outcome: Nullable<RowOutcomeColumn>;
    payment_id: Nullable<number>;
  };
  bank_statements: {
    statement_id: Generated<number>;
    file_name: Kept<string>;
    file_sha256: Kept<string>;
    first_day: Kept<PlainDate>;
    last_day: Kept<PlainDate>;
    loaded_at: Kept<Date>;
  };
  bank_transactions: {
    bank_transaction_id: Generated<number>;
    statement_id: Kept<number>;
    our_account: Kept<string>;
    document_number: Kept<string>;
    document_on: Kept<PlainDate>;
    received_on: Kept<PlainDate>;
    amount_kopecks: Kept<number>;
    payer_inn: Kept<string>;
    payer_account: Kept<string>;
    purpose: Kept<string>;
    registry_id: Nullable<number>;
  };
  book_comparisons: {
    source: Kept<string>;
    day: Kept<PlainDate>;
    is_complete: boolean;
    our_count: number;
    our_kopecks: number;
    their_count: number;
    their_kopecks: number;
    compared_at: Date;
  };
  book_differences: {
    difference_id: Generated<number>;
    source: Kept<string>;
    kind: Kept<string>;
    day: Kept<PlainDate>;
    subject: Kept<string>;
    agent: Nullable<string>;
    payment_id: Nullable<number>;
    our_kopecks: Nullable<number>;
    their_kopecks: Nullable<number>;
    state: 'open' | 'mended' | 'closed';
    reason: Generated<string>;
    found_at: Kept<Date>;
    state_changed_at: Date;
  };
};
