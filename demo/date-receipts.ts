import { sql } from 'kysely';
import type { Db } from '#src/db/database.ts';

/** A reading of last spring was received last spring. */
export async function dateReceipts(
  db: Db,
  { timeZone, now }: { timeZone: string; now: Date },
): Promise<void> {
  await sql`
    update meter_readings set received_at =
      least((taken_on + time '19:40') at time zone ${timeZone}, ${now}::timestamptz)`.execute(db);
}
