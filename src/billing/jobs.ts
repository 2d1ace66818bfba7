import { z } from 'zod';
import { type StaffMember, system } from '#src/actor.ts';
import type { Config } from '#src/config.ts';
import { enqueue } from '#src/jobs/enqueue.ts';
import type { Recurring } from '#src/jobs/recurring.ts';
import type { JobContext, Tasks } from '#src/jobs/task.ts';
import { addDays, addMonths, dateInZone, isPlainDate } from '#src/plain-date.ts';
import { CLOSE_MONTH, type CloseMonthPayload, closeJobKey, findNextClose } from './ask-to-close.ts';
import { type CloseDeps, closeMonth } from './close-month.ts';

const payloadSchema = z.object({
  month: z.string().refine(isPlainDate),
  by: z
    .object({
      staffMemberId: z.int().positive(),
      role: z.enum(['operator', 'accountant', 'administrator', 'auditor']),
    })
    .nullable(),
});

/** What the worker does for this room. */
export const billingTasks = (deps: CloseDeps): Tasks => ({
  [CLOSE_MONTH]: (payload, context) => runClose(deps, payloadSchema.parse(payload), context),
});

/**
 * A close that was stopped is run again and goes on where it was; one that cannot be done is left for
 * people, who see why on the page of months.
 */
async function runClose(
  deps: CloseDeps,
  { month, by }: CloseMonthPayload,
  { log, signal }: JobContext,
): Promise<void> {
  const actor: StaffMember | ReturnType<typeof system> = by
    ? { kind: 'staff', ...by }
    : system('calendar');
  const outcome = await closeMonth(deps, { month, actor, signal });
  if (outcome.ok) {
    const { accounts } = outcome.totals;
    log.info({ month, closeId: outcome.closeId, accounts }, 'month closed');
    return;
  }
  if (outcome.code === 'interrupted') throw new Error(`the close of ${month} was interrupted`);
  log.warn({ month, code: outcome.code }, 'month not closed');
}

/**
 * On the supplier's day the month that has ended is closed without being asked for, one a turn: as
 * configured, because who still waits for files of readings closes by hand.
 */
export const closeMonthsRegularly = (
  deps: CloseDeps & { config: Pick<Config, 'closeMonths'> },
): Recurring => ({
  name: 'close-months',
  everySeconds: 600,
  async run() {
    if (deps.config.closeMonths !== 'automatic') return;
    const { month, isRunning, refused } = await findNextClose(deps);
    if (month === null || isRunning || refused) return;
    const { timeZone, calendar } = deps.supplier;
    const closesOn = addDays(addMonths(month, 1), calendar.closeDay - 1);
    if (dateInZone(deps.clock.now(), timeZone) < closesOn) return;
    const payload: CloseMonthPayload = { month, by: null };
    await enqueue(deps.db, CLOSE_MONTH, payload, { jobKey: closeJobKey(month) });
  },
});
