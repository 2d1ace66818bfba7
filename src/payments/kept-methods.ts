import type { PayMethod } from '#src/config-gateways.ts';
import type { Gateway } from './gateway.ts';
import type { Gateways } from './gateways.ts';

type Deps = { gateways: Gateways };

const offered = ({ gateways }: Deps, able: (gateway: Gateway) => readonly PayMethod[]) =>
  gateways.methods.filter((method) => {
    const gateway = gateways.byMethod(method);
    return gateway !== null && able(gateway).includes(method);
  });

/** Ways to pay that are offered and that their gateways keep for autopay, by a payment. */
export const savableMethods = (deps: Deps): PayMethod[] =>
  offered(deps, ({ savableMethods: able }) => able);

/** The same without one. */
export const bindableMethods = (deps: Deps): PayMethod[] =>
  offered(deps, ({ bindableMethods: able }) => able);
