import { createHash } from 'node:crypto';
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type pg from 'pg';

/**
 * Texts that get a name; a query whose text varies (a list of another length each time) must not
 * fill the server's memory with plans.
 */
const MAX_NAMES = 500;
const names = new Map<string, string>();

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known) return known;
  if (names.size >= MAX_NAMES) return undefined;
  const name = createHash('sha1').update(text).digest('base64url');
  names.set(text, name);
  return name;
}

/**
 * The pool for the query builder: each query is prepared once per connection and then only
 * executed, which makes short queries half as fast again.
 */
export function withNamedStatements(pool: pg.Pool): PostgresPool {
  const wrapped = new WeakMap<pg.PoolClient, PostgresPoolClient>();
  return {
    async connect() {
      const client = await pool.connect();
      let named = wrapped.get(client);
      if (!named) {
        named = wrap(client);
        wrapped.set(client, named);
      }
      return named;
    },
    end: () => pool.end(),
    options: pool.options,
  };
}

/** The client itself in every other respect: what the builder asks of it goes straight to it. */
function wrap(client: pg.PoolClient): PostgresPoolClient {
  const query = (query: unknown, values?: readonly unknown[]) => {
    const name = typeof query === 'string' && values?.length ? nameOf(query) : undefined;
    if (!name) return client.query(query as string, values as unknown[]);
    return client.query({ name, text: query as string, values: [...(values ?? [])] });
  };
  return new Proxy(client, {
    get(target, property) {
      if (property === 'query') return query;
      const value: unknown = Reflect.get(target, property);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as unknown as PostgresPoolClient;
}
