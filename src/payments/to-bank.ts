import type { FastifyReply } from 'fastify';
import { nextToConfirm } from './basket-view.ts';
import type { Basket } from './baskets-store.ts';
import type { PaymentsDeps } from './payments-deps.ts';

/** Straight to the bank's page if it is one that the policy of our pages lets a form lead to. */
export function goToBank(
  reply: FastifyReply,
  deps: PaymentsDeps,
  { basket, ownPage }: { basket: Basket | null; ownPage: string },
): FastifyReply {
  const url = basket && nextToConfirm(basket)?.confirmation.url;
  return reply.seeOther(url && isBanks(deps, url) ? url : ownPage);
}

export const isBanks = (deps: PaymentsDeps, url: string): boolean =>
  URL.canParse(url) && checkoutOrigins(deps).includes(new URL(url).origin);

const checkoutOrigins = ({ gateways }: PaymentsDeps): string[] =>
  gateways.methods.flatMap((method) => gateways.byMethod(method)?.checkoutOrigins ?? []);

/** A browser judges the whole way of a form by the policy, redirects included. */
export function allowBanks(reply: FastifyReply, deps: PaymentsDeps): void {
  const origins = checkoutOrigins(deps);
  const policy = reply.getHeader('content-security-policy');
  if (typeof policy !== 'string' || origins.length === 0) return;
  const ours = "form-action 'self'";
  const wider = policy.replace(ours, `${ours} ${[...new Set(origins)].join(' ')}`);
  reply.header('content-security-policy', wider);
}
