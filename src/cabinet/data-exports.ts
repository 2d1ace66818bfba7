import { z } from 'zod';
import { type Resident, resident } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { findUser } from '#src/identity/users-store.ts';
import { enqueue } from '#src/jobs/enqueue.ts';
import type { Recurring } from '#src/jobs/recurring.ts';
import type { Tasks } from '#src/jobs/task.ts';
import { queueLetter } from '#src/mail/letters.ts';
import type { MetersDeps } from '#src/meters/reading-situation.ts';
import {
  deleteExpiredExports,
  findExport,
  insertExport,
  keepExport,
} from './data-exports-store.ts';
import { gatherOwnData } from './own-data.ts';
import { ownDataZip } from './own-data-zip.ru.ts';

const MAKE_DATA_EXPORT = 'make_data_export';
const DAY_MS = 86_400_000;
/** Over a week-end, no longer: it is all that is known of a person, in one file. */
const EXPORT_DAYS = 3;
/** A job that has not ended by then never will. */
const STUCK_MS = DAY_MS;

type ExportDeps = MetersDeps & { db: Database };
type Outcome = { ok: true } | { ok: false; code: 'being_made' };

/** Asks for the archive; the worker makes it and writes when it is there. One at a time. */
export function askForExport(
  { db, clock }: { db: Database; clock: Clock },
  actor: Resident,
): Promise<Outcome> {
  return inTransaction(db, async (tx): Promise<Outcome> => {
    const now = clock.now();
    const stuckSince = new Date(now.getTime() - STUCK_MS);
    const dataExportId = await insertExport(tx, actor, { now, stuckSince });
    if (dataExportId === null) return { ok: false, code: 'being_made' };
    await enqueue(tx, MAKE_DATA_EXPORT, { dataExportId });
    await recordEntry(tx, actor, { action: 'ask_for_own_data', userId: actor.userId, now });
    return { ok: true };
  });
}

const payloadSchema = z.object({ dataExportId: z.int().positive() });

export const cabinetTasks = (deps: ExportDeps): Tasks => ({
  [MAKE_DATA_EXPORT]: (payload) => makeExport(deps, payloadSchema.parse(payload).dataExportId),
});

/** Twice it comes to nothing the second time: the letter goes with the archive that was kept. */
async function makeExport(deps: ExportDeps, dataExportId: number): Promise<void> {
  const { db, clock } = deps;
  const wish = await findExport(db, dataExportId);
  if (!wish || wish.madeAt !== null) return;
  const actor = resident(wish.userId);
  const [data, user] = await Promise.all([
    gatherOwnData(deps, actor),
    findUser(db, actor, wish.userId),
  ]);
  // The cabinet was closed meanwhile.
  if (!data || !user) return;
  const madeAt = clock.now();
  const zip = ownDataZip(data, madeAt);
  const expiresAt = new Date(madeAt.getTime() + EXPORT_DAYS * DAY_MS);
  await inTransaction(db, async (tx) => {
    if (!(await keepExport(tx, dataExportId, { zip, madeAt, expiresAt }))) return;
    const { userId } = wish;
    const letter = { kind: 'own_data_ready', to: user.email, userId, data: { dataExportId } };
    await queueLetter(tx, letter, madeAt);
  });
}

/** What is known of a person does not lie about. */
export const removeExportsRegularly = ({
  db,
  clock,
}: {
  db: Database;
  clock: Clock;
}): Recurring => ({
  name: 'remove-data-exports',
  everySeconds: 600,
  run: () => deleteExpiredExports(db, clock.now()),
});
