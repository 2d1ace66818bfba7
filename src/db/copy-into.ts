import { once } from 'node:events';
import type pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/**
 * Streams rows in PostgreSQL's text format of COPY into a table, as fast as it takes them; where
 * the batches are cut does not matter. Returns how many rows there were.
 */
export async function copyInto(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
  batches: AsyncIterable<string | Buffer>,
): Promise<number> {
  const copy = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`));
  const finished = once(copy, 'finish');
  // Without a listener of its own a failure between two writes would end the process.
  finished.catch(() => {});
  try {
    for await (const batch of batches) {
      if (batch.length > 0 && !copy.write(batch))
        await Promise.race([once(copy, 'drain'), finished]);
    }
    copy.end();
    await finished;
    return copy.rowCount;
  } catch (error) {
    copy.destroy(error as Error);
    throw error;
  }
}
