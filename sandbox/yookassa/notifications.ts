import { setTimeout as sleep } from 'node:timers/promises';

export type Notifier = {
  /** Resolves once it was taken, or given up after its first try. Later tries go on by themselves. */
  send(event: string, object: () => object): Promise<void>;
  sendLater(event: string, object: () => object): void;
  stop(): void;
};

/** The real one goes on for a day. */
const RETRY_MS = [500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000];
const LATE_MS = 3_000;
const PATIENCE_MS = 10_000;

/** Brings news to the shop until it answers 200. */
export function createNotifier(urlOfShop: () => string | null): Notifier {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function tryOnce(event: string, object: () => object): Promise<boolean> {
    const url = urlOfShop();
    if (!url) return true;
    const body = JSON.stringify({ type: 'notification', event, object: object() });
    try {
      const answer = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json' },
        signal: AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]),
      });
      await answer.body?.cancel();
      return answer.status === 200;
    } catch {
      return false;
    }
  }

  async function retry(event: string, object: () => object): Promise<void> {
    for (const pause of RETRY_MS) {
      await sleep(pause, undefined, { signal, ref: false });
      if (await tryOnce(event, object)) return;
    }
  }

  /** Stopped while it waits: nobody is told any more. */
  const inBackground = (work: Promise<void>): void => void work.catch(() => {});

  return {
    async send(event, object) {
      if (!(await tryOnce(event, object))) inBackground(retry(event, object));
    },
    sendLater(event, object) {
      inBackground(
        sleep(LATE_MS, undefined, { signal, ref: false }).then(async () => {
          if (!(await tryOnce(event, object))) await retry(event, object);
        }),
      );
    },
    stop: () => stopping.abort(),
  };
}
