import { setTimeout as sleep } from 'node:timers/promises';
import { errorForLog } from '#src/jobs/error-for-log.ts';
import type { Recurring } from '#src/jobs/recurring.ts';
import { type AskDeps, askGateway } from './ask-gateway.ts';
import { askRefund } from './ask-refund.ts';
import { runAutopay } from './autopay/run-autopay.ts';
import { findDueReceipts } from './fiscal-receipts-store.ts';
import { claimDue } from './gateway-payments-store.ts';
import { createGateways, type GatewayDeps } from './gateways.ts';
import { gatewayActor } from './learn-payment.ts';
import { claimDueRefunds } from './refunds-store.ts';
import { seeToReceipt } from './see-to-receipt.ts';

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
      const asked = askEach(deps, due, {
        ask: (paymentId) => askGateway(asking, paymentId, 'question'),
        nameOf: (paymentId) => ({ paymentId }),
      });
      await forAWhile(asked);
    },
  };
}

type Asking<T> = { ask: (one: T) => Promise<unknown>; nameOf: (one: T) => object };

/** All at once: one that fails is told of and spoils no other. */
async function askEach<T>(
  { log }: Pick<WorkDeps, 'log'>,
  due: readonly T[],
  { ask, nameOf }: Asking<T>,
): Promise<void> {
  const asked = due.map((one) =>
    ask(one).catch((error) => {
      log.error({ err: errorForLog(error), ...nameOf(one) }, 'a gateway could not be asked');
    }),
  );
  await Promise.all(asked);
}

/** One that hangs keeps no other waiting: it is claimed, and the next turn takes those that are not. */
const forAWhile = (work: Promise<void>): Promise<void> =>
  Promise.race([work, sleep(5_000, undefined, { ref: false })]);

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
      const asked = askEach(deps, due, {
        ask: (one) => askRefund(asking, one),
        nameOf: ({ refundId }) => ({ refundId }),
      });
      await forAWhile(asked);
    },
  };
}

/** Announces and charges what residents asked us to charge by ourselves. */
export const chargeAutopayRegularly = (deps: WorkDeps): Recurring => {
  const charging = { ...deps, gateways: createGateways(deps), url: deps.config.url };
  return { name: 'autopay', everySeconds: 60, run: () => runAutopay(charging) };
};

/** Whether чеки were registered, and again where they were refused. It holds nothing up. */
export function askForReceiptsRegularly(deps: WorkDeps): Recurring {
  const gateways = createGateways(deps);
  return {
    name: 'ask-for-receipts',
    everySeconds: 2,
    async run() {
      const now = deps.clock.now();
      const list = await findDueReceipts(deps.db, gatewayActor, { now, limit: TOGETHER });
      await askEach(deps, list, {
        async ask(due) {
          const gateway = gateways.byName(due.gateway);
          if (gateway) await seeToReceipt({ ...deps, gateway }, due);
        },
        nameOf: ({ fiscalReceiptId }) => ({ fiscalReceiptId }),
      });
    },
  };
}
