import type { Config } from '#src/config.ts';
import type { Db } from '#src/db/database.ts';

/** A database that was made as a demo stays one: its sign-ins are known to everybody. */
async function isMarkedDemo(db: Db): Promise<boolean> {
  const mark = await db
    .selectFrom('settings')
    .select('value')
    .where('name', '=', 'demo')
    .executeTakeFirst();
  return mark?.value === true;
}

export async function markDemo(db: Db): Promise<void> {
  await db
    .insertInto('settings')
    .values({ name: 'demo', value: 'true' })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: 'true' }))
    .execute();
}

async function isEmptyDatabase(db: Db): Promise<boolean> {
  const found = await db
    .selectNoFrom(({ exists, selectFrom, or }) =>
      or([
        exists(selectFrom('personal_accounts').select('personal_account_id')),
        exists(selectFrom('users').select('user_id')),
        exists(selectFrom('registrations').select('registration_id')),
      ]).as('hasRows'),
    )
    .executeTakeFirstOrThrow();
  return !found.hasRows;
}

export type DemoDecision = {
  /** Sign-ins known to everybody are shown and accepted. */
  isDemo: boolean;
  /** The example register belongs into this database: it is empty, or a demo begun before. */
  isToBeLoaded: boolean;
};

/** What OCHAG_DEMO says wins; else the mark; else `npm start` makes a demo of an empty database. */
export async function decideDemo(db: Db, config: Config): Promise<DemoDecision> {
  if (config.demo === false) return { isDemo: false, isToBeLoaded: false };
  const isToBeLoaded = (await isMarkedDemo(db)) || (await isEmptyDatabase(db));
  return { isDemo: config.demo ?? isToBeLoaded, isToBeLoaded };
}

/** For processes that make nothing: OCHAG_DEMO, else the mark. */
export async function followDemo(db: Db, config: Config): Promise<boolean> {
  return config.demo ?? isMarkedDemo(db);
}
