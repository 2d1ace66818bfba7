import { readFile } from 'node:fs/promises';
import { z } from 'zod';

export type ColumnsOutcome =
  | { ok: true; mapping: Record<string, string> }
  | { ok: false; failure: ColumnsFailure };
export type ColumnsFailure =
  | { code: 'columns_file_unusable'; file: string; reason: string }
  | { code: 'columns_file_unknown'; file: string; names: string[] };

const mappingSchema = z.record(z.string(), z.string());

/** `{"Л/С": "Лицевой счёт", …}`: their heading → ours. */
export async function readColumnsFile(
  file: string,
  columns: readonly { heading: string }[],
): Promise<ColumnsOutcome> {
  let mapping: Record<string, string>;
  try {
    const text = await readFile(file, 'utf8');
    mapping = mappingSchema.parse(JSON.parse(text.replace(/^\ufeff/, '')));
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    return { ok: false, failure: { code: 'columns_file_unusable', file, reason } };
  }
  const known = new Set(columns.map(({ heading }) => heading));
  const names = Object.values(mapping).filter((name) => !known.has(name));
  return names.length > 0
    ? { ok: false, failure: { code: 'columns_file_unknown', file, names } }
    : { ok: true, mapping };
}
