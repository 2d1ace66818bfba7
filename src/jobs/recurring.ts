import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyBaseLogger } from 'fastify';
import { errorForLog } from './error-for-log.ts';
import { recurringDoneAt, recurringRuns } from './job-metrics.ts';
import type { Presence } from './worker-presence.ts';

/**
 * Work that looks by itself for what is due. The timer only says "look again"; what is due is the
 * work's own question to our clock. Runs at start as well, so it must be harmless to repeat.
 */
export type Recurring = { name: string; everySeconds: number; run: () => Promise<void> };

/** After a failure rare work comes sooner than its turn: a blink must not cost it a day. */
const RETRY_SECONDS = 60;

export type RecurringOptions = {
  recurring: readonly Recurring[];
  presence: Presence;
  log: FastifyBaseLogger;
};

export function startRecurring({ recurring, presence, log }: RecurringOptions) {
  const stopping = new AbortController();

  async function runOnce({ name, run }: Recurring): Promise<boolean> {
    try {
      const isOurs = await presence.alone(name, run);
      recurringRuns.inc({ name, outcome: isOurs ? 'done' : 'elsewhere' });
      if (isOurs) recurringDoneAt.setToCurrentTime({ name });
      return true;
    } catch (error) {
      recurringRuns.inc({ name, outcome: 'failed' });
      log.error({ recurring: name, err: errorForLog(error) }, 'recurring work failed');
      return false;
    }
  }

  async function keepRunning(item: Recurring): Promise<void> {
    while (!stopping.signal.aborted) {
      const isDone = await runOnce(item);
      const seconds = isDone ? item.everySeconds : Math.min(item.everySeconds, RETRY_SECONDS);
      await sleep(seconds * 1000, undefined, { signal: stopping.signal }).catch(() => {});
    }
  }

  const loops = recurring.map(keepRunning);
  return {
    /** Resolves when what is running now has finished. */
    async stop(): Promise<void> {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}
