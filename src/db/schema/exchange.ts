import type { ColumnType, Generated } from 'kysely';
import type { PlainDate } from '#src/plain-date.ts';

export type ExchangeSchema = {
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
  register_differences: {
    personal_account_id: number;
    register_import_id: number;
    field: string;
    ours: string;
    theirs: string;
  };
};
