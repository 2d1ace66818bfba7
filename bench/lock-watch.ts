import pg from 'pg';

const EVERY_MS = 50;

export type Held = { meters: number; accounts: number };

/** How long residents would have waited: for a meter to be read, for an account to be linked. */
export async function watchLocks(url: string): Promise<() => Promise<Held>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const held: Held = { meters: 0, accounts: 0 };
  let isOver = false;
  const isLocked = (sql: string) =>
    client.query(sql).then(
      () => false,
      () => true,
    );
  const watching = (async () => {
    for (let since = performance.now(); !isOver; ) {
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
      const meters = await isLocked(firstAndLast('meters', 'meter_id', 'no key update'));
      const accounts = await isLocked(
        firstAndLast('personal_accounts', 'personal_account_id', 'share'),
      );
      const seconds = (performance.now() - since) / 1000;
      since += seconds * 1000;
      if (meters) held.meters += seconds;
      if (accounts) held.accounts += seconds;
    }
  })();
  return async () => {
    isOver = true;
    await watching;
    await client.end();
    return held;
  };
}

const firstAndLast = (table: string, key: string, lock: string): string =>
  `select from ${table} where ${key} in ((select min(${key}) from ${table}),
     (select max(${key}) from ${table})) for ${lock} nowait`;
