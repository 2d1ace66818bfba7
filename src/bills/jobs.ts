import { z } from 'zod';
import { type CloseDeps, MONTH_CLOSED } from '#src/billing/close-month.ts';
import type { Config } from '#src/config.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { errorForLog } from '#src/jobs/error-for-log.ts';
import type { Recurring } from '#src/jobs/recurring.ts';
import type { JobContext, Tasks } from '#src/jobs/task.ts';
import { queueBillLetters } from './bill-letters.ts';
import { billsDrawn, billsFrozen, billsUnmade } from './bill-metrics.ts';
import { cutBillRanges, findClosedMonth } from './bill-ranges-store.ts';
import { createRenderers, drawNextRange } from './draw-bills.ts';
import { freezeNextRange, type UnmadeBill } from './freeze-bills.ts';

type BillWorkDeps = CloseDeps & { config: Config };

const payloadSchema = z.object({ closeId: z.int().positive() });

/** What the worker does for this room. */
export const billTasks = (deps: BillWorkDeps): Tasks => ({
  [MONTH_CLOSED]: async (payload, context) => {
    const { closeId } = payloadSchema.parse(payload);
    await makeBillsOfClose(deps, closeId, context);
  },
});

/**
 * The bills of all accounts after a close, part by part: stopped anywhere, it goes on when it is run
 * again; run twice, it does nothing the second time.
 */
export async function makeBillsOfClose(
  deps: BillWorkDeps,
  closeId: number,
  context: Pick<JobContext, 'signal' | 'log'>,
): Promise<void> {
  const month = await findClosedMonth(deps.db, closeId);
  // Reopened since: its bills stand, and the next close makes the next ones.
  if (month === null) return;
  const { log } = context;
  await cutBillRanges(deps.db, closeId);
  for (;;) {
    stopIfAsked(context.signal, closeId);
    const frozen = await freezeNextRange(deps, { closeId, month });
    if (!frozen) break;
    const { range, bills, unmade } = frozen;
    billsFrozen.inc(bills);
    log.info({ closeId, range: range.rangeNo, bills }, 'bills are frozen');
    tellUnmade(log, unmade);
  }
  if (deps.config.billPdfs === 'ahead') await drawBillsOfClose(deps, closeId, context);
}

async function drawBillsOfClose(
  deps: BillWorkDeps,
  closeId: number,
  { signal, log }: Pick<JobContext, 'signal' | 'log'>,
): Promise<void> {
  const { url: siteUrl, billQrCharset: charset } = deps.config;
  const renderers = createRenderers();
  try {
    for (let after = -1; ; ) {
      stopIfAsked(signal, closeId);
      const work = { siteUrl, charset, renderers, signal };
      const drawn = await drawNextRange(deps, { closeId, after }, work);
      if (!drawn) return;
      const { range, bills, unmade } = drawn;
      after = range.rangeNo;
      billsDrawn.inc(bills);
      log.info({ closeId, range: range.rangeNo, bills }, 'bills are drawn');
      tellUnmade(log, unmade);
    }
  } finally {
    await renderers.stop();
  }
}

function stopIfAsked(signal: AbortSignal, closeId: number): void {
  if (signal.aborted) throw new Error(`the bills of close ${closeId} were interrupted`);
}

/** By the account's id alone: a message of ours names no more. */
function tellUnmade(log: JobContext['log'], unmade: readonly UnmadeBill[]): void {
  billsUnmade.inc(unmade.length);
  for (const { personalAccountId, error } of unmade) {
    log.error({ personalAccountId, err: errorForLog(error) }, 'a bill could not be made');
  }
}

/** Letters with bills, some a minute: a mail server takes so many from one sender. */
export const sendBillLettersRegularly = (deps: BillWorkDeps): Recurring => ({
  name: 'bill-letters',
  everySeconds: 60,
  async run() {
    const limit = deps.config.billLettersPerMinute;
    await inTransaction(deps.db, (tx) => queueBillLetters({ ...deps, db: tx }, limit));
  },
});
