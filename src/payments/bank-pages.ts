import type { FastifyReply } from 'fastify';
import type { PayMethod } from '#src/config-gateways.ts';
import type { Gateways } from './gateways.ts';

type Deps = { gateways: Gateways };

const checkoutOrigins = ({ gateways }: Deps): string[] =>
  gateways.methods.flatMap((method) => gateways.byMethod(method)?.checkoutOrigins ?? []);

/** Whether it is a page that the policy of ours lets a form lead to. */
export const isBanks = (deps: Deps, url: string): boolean =>
  URL.canParse(url) && checkoutOrigins(deps).includes(new URL(url).origin);

/** A browser judges the whole way of a form by the policy, redirects included. */
export function allowBanks(reply: FastifyReply, deps: Deps): void {
  const policy = reply.getHeader('content-security-policy');
  const origins = [...new Set(checkoutOrigins(deps))];
  if (typeof policy !== 'string' || origins.length === 0) return;
  const ours = "form-action 'self'";
  reply.header('content-security-policy', policy.replace(ours, `${ours} ${origins.join(' ')}`));
}

/** Ways to pay that are offered and that their gateways keep for autopay, by a payment. */
export const savableMethods = ({ gateways }: Deps): PayMethod[] =>
  gateways.methods.filter((method) => gateways.byMethod(method)?.savableMethods.includes(method));

/** The same without one. */
export const bindableMethods = ({ gateways }: Deps): PayMethod[] =>
  gateways.methods.filter((method) => gateways.byMethod(method)?.bindableMethods.includes(method));
