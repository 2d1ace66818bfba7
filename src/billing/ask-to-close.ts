import type { StaffMember } from '#src/actor.ts';
import { type Deed, recordEntry } from '#src/audit/record-entry.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { enqueue } from '#src/jobs/enqueue.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import {
  type CloseDeps,
  type CloseFailure,
  nextMonth,
  readyRates,
  refusal,
} from './close-month.ts';
import { findBooks, findRunningClose } from './close-store.ts';

export const CLOSE_MONTH = 'close_month';

/** The job of a close; whose word it is, null: the calendar's. */
export type CloseMonthPayload = { month: PlainMonth; by: Omit<StaffMember, 'kind'> | null };

/** Of several requests one waits. */
export const closeJobKey = (month: PlainMonth): string => `close_month:${month}`;

export type NextClose = {
  /** Null: there is no account yet. */
  month: PlainMonth | null;
  /** It was begun, and goes on when asked again. */
  isRunning: boolean;
  /** Why it cannot be closed now; null: it can. */
  refused: CloseFailure | null;
};

/** The month whose turn it is. */
export async function findNextClose(deps: CloseDeps): Promise<NextClose> {
  const running = await findRunningClose(deps.pool);
  if (running) return { month: running.month, isRunning: true, refused: null };
  const month = await nextMonth(deps.pool, await findBooks(deps.pool));
  if (month === null) {
    return { month, isRunning: false, refused: { ok: false, code: 'no_accounts' } };
  }
  return { month, isRunning: false, refused: await refusalNow(deps, month) };
}

async function refusalNow(deps: CloseDeps, month: PlainMonth): Promise<CloseFailure | null> {
  return refusal(deps.pool, { ...deps, rates: await readyRates(deps) }, month);
}

export type AskResult = { ok: true } | CloseFailure;

/** Hands the close to a worker: the job and the entry in the record come together, or neither. */
export async function askToClose(
  deps: CloseDeps,
  actor: StaffMember,
  { month, deed }: { month: PlainMonth; deed: Deed },
): Promise<AskResult> {
  const next = await findNextClose(deps);
  if (next.month !== month) {
    if (next.month === null) return { ok: false, code: 'no_accounts' };
    return next.isRunning
      ? { ok: false, code: 'another_is_running', month: next.month }
      : ((await refusalNow(deps, month)) ?? { ok: true });
  }
  if (next.refused) return next.refused;
  const { staffMemberId, role } = actor;
  const payload: CloseMonthPayload = { month, by: { staffMemberId, role } };
  const now = deps.clock.now();
  await inTransaction(deps.db, async (tx) => {
    await enqueue(tx, CLOSE_MONTH, payload, { jobKey: closeJobKey(month) });
    const entry = { ...deed, action: 'close_month', subject: `month:${month.slice(0, 7)}`, now };
    await recordEntry(tx, actor, entry);
  });
  return { ok: true };
}
