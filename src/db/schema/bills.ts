import type { ColumnType } from 'kysely';
import type { PlainMonth } from '#src/plain-date.ts';

/** Written once; the three last columns come together, as the PDF is first drawn. */
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
    pdf: Buffer | null;
    pdf_sha256: Buffer | null;
    rendered_at: Date | null;
  };
};
