import { randomUUID } from 'node:crypto';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { DAY_PAUSE_MS, pauseBeforeAsking } from './ask-pauses.ts';
import { type DueReceipt, noteReceipt, type ReceiptChange } from './fiscal-receipts-store.ts';
import type { Gateway, GatewayReceipt, Told } from './gateway.ts';
import { gatewayActor } from './learn-payment.ts';

const MINUTE_MS = 60_000;
/** Before each чек that is registered anew: together within the working day that the law gives. */
const PAUSES_MS = [1, 10, 60, 180, 480].map((minutes) => minutes * MINUTE_MS);

type Seeing = { db: Database; clock: Clock; gateway: Gateway };

/**
 * Asks what became of a чек. One that was refused is registered anew after growing pauses, under a key
 * and with a body that were written down first; when all were in vain it waits for people. None of it
 * touches the money.
 */
export async function seeToReceipt(seeing: Seeing, due: DueReceipt): Promise<void> {
  const { db, clock, gateway } = seeing;
  const told = await gateway.findReceipt(due.of);
  const known = told.kind === 'told' ? told.value : null;
  const change =
    known?.state === 'canceled'
      ? await repeat(seeing, due, known)
      : { receipt: known, ...endOrWait(known, due, clock.now()) };
  await noteReceipt(db, gatewayActor, { due, ...change });
}

type Change = Omit<ReceiptChange, 'due'>;

function endOrWait(
  receipt: GatewayReceipt | null,
  { askedTimes }: DueReceipt,
  now: Date,
): Pick<Change, 'askAfter' | 'repeat'> {
  if (receipt?.state === 'succeeded') return { askAfter: null, repeat: null };
  return { askAfter: new Date(now.getTime() + pauseBeforeAsking(askedTimes, DAY_PAUSE_MS)) };
}

/** It was refused: what is sent next, or what came of what was sent. */
async function repeat(
  { clock, gateway }: Seeing,
  due: DueReceipt,
  refused: GatewayReceipt,
): Promise<Change> {
  const now = clock.now();
  if (!gateway.secondReceipts) return handOver(refused, now);
  if (!due.repeat) return planNext(gateway, due, refused, now);
  const { key: idempotenceKey, request } = due.repeat;
  const told = await gateway.secondReceipts.send({ request, idempotenceKey });
  return learn(due, refused, told, now);
}

function planNext(gateway: Gateway, due: DueReceipt, refused: GatewayReceipt, now: Date): Change {
  const pauseMs = PAUSES_MS[due.repeats];
  // What somebody gave back in the gateway's cabinet is theirs to say anew, and we have no lines of it.
  if (pauseMs === undefined || !gateway.secondReceipts || due.request === null) {
    return handOver(refused, now);
  }
  const request = gateway.secondReceipts.compose(due.of, due.request);
  return {
    receipt: refused,
    repeat: { key: randomUUID(), request },
    askAfter: new Date(now.getTime() + pauseMs),
  };
}

const handOver = (receipt: GatewayReceipt, now: Date): Change => ({
  receipt,
  askAfter: null,
  repeat: null,
  handedOverAt: now,
});

function learn(
  due: DueReceipt,
  refused: GatewayReceipt,
  told: Told<GatewayReceipt>,
  now: Date,
): Change {
  const soon = new Date(now.getTime() + pauseBeforeAsking(0));
  // It may have been made: the list tells, otherwise the same is sent again under its key.
  if (told.kind === 'unknown') {
    const pause = pauseBeforeAsking(due.askedTimes, MINUTE_MS * 10);
    return { receipt: null, askAfter: new Date(now.getTime() + pause) };
  }
  const repeats = due.repeats + 1;
  if (told.kind === 'told') return { receipt: told.value, repeats, repeat: null, askAfter: soon };
  const word = told.kind === 'refused' ? told.code : told.kind;
  return { receipt: refused, repeats, repeat: null, told: word, askAfter: soon };
}
