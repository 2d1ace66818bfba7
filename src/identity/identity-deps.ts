import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';

/** What an operation of identity works with. */
export type IdentityDeps = { db: Database; clock: Clock };
