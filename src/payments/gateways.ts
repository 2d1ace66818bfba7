import type { Config } from '#src/config.ts';
import type { PayMethod, TbankConfig, YookassaConfig } from '#src/config-gateways.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { Gateway } from './gateway.ts';
import { createTbank } from './tbank/tbank-gateway.ts';
import { createYookassa } from './yookassa/yookassa-gateway.ts';

export type GatewayDeps = { config: Config; isDemo: boolean; supplier: SupplierProfile };

export type Gateways = {
  /** Ways to pay, in the order they are offered; none: requisites alone. */
  methods: readonly PayMethod[];
  all: readonly Gateway[];
  byMethod(method: PayMethod): Gateway | null;
  /** Also of payments that were begun when it was still chosen. */
  byName(name: string): Gateway | null;
};

/** Those that the options give; a demo without any pays in the sandbox. */
export function createGateways({ config, isDemo, supplier }: GatewayDeps): Gateways {
  const { gateways } = config;
  const sandbox = isDemo ? ofSandbox(config) : null;
  const yookassa = gateways.hasYookassa ? gateways.yookassa : sandbox?.yookassa;
  const tbank = gateways.hasTbank ? gateways.tbank : sandbox?.tbank;
  const list: Gateway[] = [
    ...(yookassa ? [createYookassa({ settings: yookassa, supplier })] : []),
    ...(tbank ? [createTbank({ settings: tbank })] : []),
  ];
  const byMethod = (method: PayMethod): Gateway | null => {
    const wanted = gateways.payBy.find((one) => one.method === method)?.gateway;
    const able = list.filter(({ methods }) => methods.includes(method));
    return able.find(({ name }) => !wanted || name === wanted) ?? null;
  };
  return {
    all: list,
    methods: gateways.payBy.map(({ method }) => method).filter((method) => byMethod(method)),
    byMethod,
    byName: (name) => list.find((gateway) => gateway.name === name) ?? null,
  };
}

/** The shops that the sandbox knows. Only where it is, who may call and the keys differ from life. */
function ofSandbox({ gateways, sandboxHost, sandboxPort }: Config) {
  const isEverywhere = sandboxHost === null || sandboxHost === '0.0.0.0';
  const host = isEverywhere ? '127.0.0.1' : sandboxHost;
  const place = {
    checkoutOrigins: [`http://${host === '127.0.0.1' ? 'localhost' : host}:${sandboxPort}`],
    networks: ['127.0.0.0/8', '::1'],
  };
  const yookassa: YookassaConfig = {
    ...gateways.yookassa,
    ...place,
    shopId: '100500',
    secretKey: 'test_sandbox',
    url: `http://${host}:${sandboxPort}/yookassa/v3`,
  };
  const tbank: TbankConfig = {
    ...gateways.tbank,
    ...place,
    terminalKey: 'SandboxDEMO',
    password: 'sandbox-password',
    url: `http://${host}:${sandboxPort}/tbank/v2`,
  };
  return { yookassa, tbank };
}
