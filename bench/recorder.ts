import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';

/** With the name under which the product has it prepared: the bare driver gets the same favour. */
export type Statement = { text: string; values: unknown[]; name?: string };

const storage = new AsyncLocalStorage<Statement[]>();

/** Notes every statement that `work` sends, so that the bare driver can send the very same. */
export function recording<T>(work: () => Promise<T>): Promise<{ statements: Statement[] }> {
  const statements: Statement[] = [];
  return storage.run(statements, async () => {
    await work();
    return { statements };
  });
}

type Query = (...args: unknown[]) => unknown;

/** Once per process: puts the recorder between the pool and the wire. */
export function installRecorder(): void {
  const prototype = pg.Client.prototype as unknown as { query: Query };
  const send = prototype.query;
  prototype.query = function (this: unknown, ...args: unknown[]) {
    const [first, second] = args;
    const statement =
      typeof first === 'string'
        ? { text: first, values: Array.isArray(second) ? second : [] }
        : { ...(first as Statement), values: (first as Statement).values ?? [] };
    storage.getStore()?.push(statement);
    return send.apply(this, args);
  };
}
