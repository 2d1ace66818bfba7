import type pg from 'pg';

/** A cancellation that comes between two statements hits nothing, so it is repeated. */
const REPEAT_MS = 300;

/** Runs `work` on `client`; once `signal` comes, whatever statement it is in is cancelled. */
export async function interruptibly<T>(
  {
    pool,
    client,
    signal,
  }: { pool: pg.Pool; client: pg.ClientBase; signal: AbortSignal | undefined },
  work: () => Promise<T>,
): Promise<T> {
  if (!signal) return work();
  const { rows } = await client.query('select pg_backend_pid() as pid');
  const cancel = () =>
    void pool.query('select pg_cancel_backend($1)', [rows[0].pid]).catch(() => {});
  let timer: NodeJS.Timeout | undefined;
  const onAbort = () => {
    cancel();
    timer = setInterval(cancel, REPEAT_MS);
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    signal.throwIfAborted();
    const result = await work();
    signal.throwIfAborted();
    return result;
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearInterval(timer);
  }
}

export async function* untilInterrupted<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal | undefined,
): AsyncGenerator<T> {
  for await (const item of items) {
    signal?.throwIfAborted();
    yield item;
  }
}
