import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { plainQueries } from '#src/db/one-connection.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { type ReopenOutcome, reopenMonth } from './reopen-month.ts';

/** Opens the last closed month again, in the transaction of the approval. */
export async function reopenByStaff(
  tx: Tx,
  actor: StaffMember,
  { month, deed, now }: { month: PlainMonth; deed: Deed; now: Date },
): Promise<ReopenOutcome> {
  const { reason } = deed;
  const clock = { now: () => now };
  const outcome = await reopenMonth(plainQueries(tx), { clock }, { month, actor, reason });
  if (!outcome.ok) return outcome;
  const subject = `month:${month.slice(0, 7)}`;
  await recordEntry(tx, actor, { ...deed, action: 'reopen_month', subject, now });
  return outcome;
}
