import type { ColumnType, Generated } from 'kysely';
import type { PlainMonth } from '#src/plain-date.ts';

/** Written once; the last columns come together, as the PDF is first drawn. */
export type BillsSchema = {
  bills: {
    personal_account_id: number;
    month: PlainMonth;
    version: number;
    close_id: number;
    number: string;
    verify_code: string;
    template_version: string;
    data: ColumnType<string, string, never>;
    sha256: ColumnType<Buffer, Buffer, never>;
    made_at: Date;
    /** Only where the database is the store. */
    pdf: Buffer | null;
    pdf_store: 'database' | 'folder' | 's3' | null;
    pdf_bytes: number | null;
    pdf_sha256: Buffer | null;
    rendered_at: Date | null;
  };
  bill_ranges: {
    close_id: number;
    range_no: number;
    first_account_id: number;
    last_account_id: number;
    frozen_at: Date | null;
    bills: number;
    drawn_at: Date | null;
  };
  bill_delivery_choices: {
    personal_account_id: number;
    choice_id: Generated<number>;
    user_id: number;
    way: 'paper' | 'email_pdf' | 'email_link';
    text_version: string;
    text_hash: string;
    chosen_at: Date;
    address: string;
    user_agent: string;
  };
  bill_letters: {
    personal_account_id: number;
    close_id: number;
    user_id: number;
    way: 'email_pdf' | 'email_link';
    asked_at: Date;
    queued_at: Date | null;
  };
};
