import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { registerAutopayPage } from './autopay/autopay.controller.ts';
import { registerAutopayEnding } from './autopay/ending.controller.ts';
import { registerSavedMethods } from './autopay/saved-methods.controller.ts';
import { createGateways } from './gateways.ts';
import { registerGuestPayments } from './guest-payment.controller.ts';
import { registerHistory } from './history.controller.ts';
import { registerNotifications } from './notifications.controller.ts';
import { registerPaymentPage } from './payment.controller.ts';
import { registerPaymentState } from './payment-state.controller.ts';

/** Paying, what became of it, and what gateways tell. */
export function registerPayments(app: FastifyInstance, deps: AppDeps): void {
  const paymentsDeps = { ...deps, gateways: createGateways(deps) };
  registerPaymentPage(app, paymentsDeps);
  registerPaymentState(app, paymentsDeps);
  registerGuestPayments(app, paymentsDeps);
  registerHistory(app, paymentsDeps);
  registerAutopayPage(app, paymentsDeps);
  registerAutopayEnding(app, paymentsDeps);
  registerSavedMethods(app, paymentsDeps);
  registerNotifications(app, paymentsDeps);
}
