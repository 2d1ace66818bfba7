import type { ColumnType, Generated, JSONColumnType } from 'kysely';
import type { PlainMonth } from '#src/plain-date.ts';

export type SharedSchema = {
  settings: { name: string; value: ColumnType<unknown, string, string> };
  billing_months: { month: PlainMonth; closed_at: Date; register_import_id: number | null };
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
    /** Empty: no request queued it. */
    request_id: Generated<string>;
    closed_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
    closed_reason: ColumnType<string | null, string | null | undefined, string | null>;
  };
};
