import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { StagedValue } from './staged-columns.ts';

const special = /[\\\n\r\t]/;

/** One row in PostgreSQL's text format of COPY. */
export function copyRow(values: readonly StagedValue[]): string {
  let row = '';
  for (const [index, value] of values.entries()) {
    if (index > 0) row += '\t';
    if (value === null) row += '\\N';
    else if (value === true) row += 't';
    else if (value === false) row += 'f';
    else if (typeof value === 'number') row += value;
    else row += special.test(value) ? escapeField(value) : value;
  }
  return `${row}\n`;
}

const escapes: Record<string, string> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };
const escapeField = (text: string): string =>
  text.replace(/[\\\n\r\t]/g, (character) => escapes[character] ?? character);

/** Streams batches of rows (already in COPY's format) into a table, as fast as it takes them. */
export async function copyInto(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  batches: AsyncIterable<string>,
): Promise<void> {
  const copy = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  const finished = once(copy, 'finish');
  // Without a listener of its own a failure between two writes would end the process.
  finished.catch(() => {});
  try {
    for await (const batch of batches) {
      if (batch !== '' && !copy.write(batch)) await Promise.race([once(copy, 'drain'), finished]);
    }
    copy.end();
    await finished;
  } catch (error) {
    copy.destroy(error as Error);
    throw error;
  }
}
