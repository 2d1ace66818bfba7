import { setTimeout as sleep } from 'node:timers/promises';
import { errorForLog } from '#src/jobs/error-for-log.ts';
import { type AskDeps, askGateway } from './ask-gateway.ts';
import { findGatewayPayment } from './gateway-payments-store.ts';
import { gatewayActor } from './learn-payment.ts';

/** A payer waits for the bank's page no longer; the call itself goes on and is written down. */
const SHOWN_WAIT_MS = 8_000;
const LOOK_AGAIN_MS = 100;

/**
 * Sends what was written down, all of a basket at once: while the payer confirms one payment, the
 * others are ready. Comes back when the gateway has answered, or when nobody would wait any more.
 */
export async function sendPayments(deps: AskDeps, paymentIds: readonly number[]): Promise<void> {
  const sent = Promise.all(
    paymentIds.map((paymentId) =>
      sendOne(deps, paymentId).catch((error) => {
        // It is written down, and the worker goes on with it.
        deps.log.error({ err: errorForLog(error), paymentId }, 'a payment could not be sent');
      }),
    ),
  );
  await Promise.race([sent, sleep(SHOWN_WAIT_MS, undefined, { ref: false })]);
}

/** Of a form sent twice the second waits for what the first is told. */
async function sendOne(deps: AskDeps, paymentId: number): Promise<void> {
  const until = performance.now() + SHOWN_WAIT_MS;
  let state = await askGateway(deps, paymentId, 'answer');
  while (state === 'being_sent' && performance.now() < until) {
    await sleep(LOOK_AGAIN_MS, undefined, { ref: false });
    const known = await findGatewayPayment(deps.db, gatewayActor, paymentId);
    state = known?.gatewayPaymentId || known?.sendingUntil === null ? null : 'being_sent';
  }
}
