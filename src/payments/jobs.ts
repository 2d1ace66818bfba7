import { setTimeout as sleep } from 'node:timers/promises';
import { errorForLog } from '#src/jobs/error-for-log.ts';
import type { Recurring } from '#src/jobs/recurring.ts';
import { type AskDeps, askGateway } from './ask-gateway.ts';
import { findDueReceipts, noteReceipt } from './fiscal-receipts-store.ts';
import { claimDue } from './gateway-payments-store.ts';
import { createGateways, type GatewayDeps } from './gateways.ts';
import { gatewayActor } from './learn-payment.ts';
import { askRefund } from './learn-refunds.ts';
import { claimDueRefunds } from './refunds-store.ts';

type WorkDeps = Omit<AskDeps, 'gateways'> & GatewayDeps;

/** At once; a gateway that hangs holds each of them for its whole patience. */
const TOGETHER = 20;
/** Taken by one who died, a payment is asked about again after this. */
const LEASE_MS = 60_000;

/**
 * Asks gateways about payments whose end is not known: the payer shut the page, the notification went
 * astray, the answer was never heard. What is due is found by our own clock.
 */
export function askGatewaysRegularly(deps: WorkDeps): Recurring {
  const asking: AskDeps = { ...deps, gateways: createGateways(deps) };
  return {
    name: 'ask-gateways',
    everySeconds: 1,
    async run() {
      const now = deps.clock.now();
      const until = new Date(now.getTime() + LEASE_MS);
      const due = await claimDue(deps.db, gatewayActor, { now, until, limit: TOGETHER });
      const asked = Promise.all(due.map((paymentId) => askOne(asking, paymentId)));
      // One that hangs must not keep the others waiting: the next turn takes those.
      await Promise.race([asked, sleep(5_000, undefined, { ref: false })]);
    },
  };
}

async function askOne(deps: AskDeps, paymentId: number): Promise<void> {
  try {
    await askGateway(deps, paymentId, 'question');
  } catch (error) {
    deps.log.error({ err: errorForLog(error), paymentId }, 'a payment could not be asked about');
  }
}

/** Sends what staff decided to give back, and asks until it is known that it was. */
export function askRefundsRegularly(deps: WorkDeps): Recurring {
  const asking: AskDeps = { ...deps, gateways: createGateways(deps) };
  return {
    name: 'ask-refunds',
    everySeconds: 1,
    async run() {
      const now = deps.clock.now();
      const until = new Date(now.getTime() + LEASE_MS);
      const due = await claimDueRefunds(deps.db, gatewayActor, { now, until, limit: TOGETHER });
      for (const one of due) {
        try {
          await askRefund(asking, one);
        } catch (error) {
          const { refundId } = one;
          deps.log.error(
            { err: errorForLog(error), refundId },
            'a refund could not be asked about',
          );
        }
      }
    },
  };
}

/** Whether чеки were registered. It holds nothing up, and is asked about until it is known. */
export function askForReceiptsRegularly(deps: WorkDeps): Recurring {
  const gateways = createGateways(deps);
  return {
    name: 'ask-for-receipts',
    everySeconds: 2,
    async run() {
      const now = deps.clock.now();
      const list = await findDueReceipts(deps.db, gatewayActor, { now, limit: TOGETHER });
      await Promise.all(
        list.map(async (due) => {
          const told = await gateways.byName(due.gateway)?.findReceipt(due.gatewayPaymentId);
          const receipt = told?.kind === 'told' ? told.value : null;
          await noteReceipt(deps.db, gatewayActor, { due, receipt, now });
        }),
      );
    },
  };
}
