import type { ColumnType, Generated } from 'kysely';
import type { PlainDate } from '#src/plain-date.ts';

/** The three last columns come together, as the PDF is first drawn. */
export type PapersSchema = {
  papers: {
    personal_account_id: number;
    paper_no: number;
    kind: 'no_debt' | 'reconciliation' | 'reading' | 'month' | 'payment';
    subject: string;
    holder_since: PlainDate;
    number: string;
    verify_code: string;
    template_version: string;
    facts_sha256: ColumnType<Buffer, Buffer, never>;
    data: ColumnType<string, string, never>;
    sha256: ColumnType<Buffer, Buffer, never>;
    made_at: Date;
    pdf: Buffer | null;
    pdf_sha256: Buffer | null;
    rendered_at: Date | null;
  };
  data_exports: {
    data_export_id: Generated<number>;
    user_id: number;
    asked_at: Date;
    made_at: Date | null;
    expires_at: Date | null;
    zip: Buffer | null;
  };
};
