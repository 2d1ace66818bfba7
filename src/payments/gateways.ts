import type { Config } from '#src/config.ts';
import type { PayMethod, YookassaConfig } from '#src/config-gateways.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { Gateway } from './gateway.ts';
import { createYookassa } from './yookassa/yookassa-gateway.ts';

export type GatewayDeps = { config: Config; isDemo: boolean; supplier: SupplierProfile };

export type Gateways = {
  /** Ways to pay, in the order they are offered; none: requisites alone. */
  methods: readonly PayMethod[];
  byMethod(method: PayMethod): Gateway | null;
  /** Also of payments that were begun when it was still chosen. */
  byName(name: string): Gateway | null;
};

/** Those that the options give; a demo without any pays in the sandbox. */
export function createGateways({ config, isDemo, supplier }: GatewayDeps): Gateways {
  const { gateways } = config;
  const list: Gateway[] = [];
  const settings = gateways.hasYookassa ? gateways.yookassa : isDemo ? ofSandbox(config) : null;
  if (settings) list.push(createYookassa({ settings, supplier }));
  const byMethod = (method: PayMethod): Gateway | null =>
    list.find((gateway) => gateway.methods.includes(method)) ?? null;
  return {
    methods: gateways.payBy.filter((method) => byMethod(method) !== null),
    byMethod,
    byName: (name) => list.find((gateway) => gateway.name === name) ?? null,
  };
}

/** The shop that the sandbox knows. Only where it is, who may call and the keys differ from life. */
function ofSandbox({ gateways, sandboxHost, sandboxPort }: Config): YookassaConfig {
  const isEverywhere = sandboxHost === null || sandboxHost === '0.0.0.0';
  const host = isEverywhere ? '127.0.0.1' : sandboxHost;
  return {
    ...gateways.yookassa,
    shopId: '100500',
    secretKey: 'test_sandbox',
    url: `http://${host}:${sandboxPort}/yookassa/v3`,
    checkoutOrigins: [`http://${host === '127.0.0.1' ? 'localhost' : host}:${sandboxPort}`],
    networks: ['127.0.0.0/8', '::1'],
  };
}
