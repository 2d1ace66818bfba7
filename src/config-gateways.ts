import { readChoice, readNetworks, readUrl } from './config-readers.ts';

/** Options of the ways to pay; part of the table in config.ts. */
export const gatewayOptions = {
  OCHAG_PAY_BY: {
    default: 'sbp,bank_card',
    about:
      'Ways to pay that residents are offered, in this order: sbp, bank_card; sbp:tbank names the gateway, otherwise it is the first that has a shop. What a gateway cannot do is left out.',
  },
  OCHAG_YOOKASSA_SHOP: {
    default: '',
    about:
      'YooKassa: number of the shop (shopId). Empty: a demo pays in the sandbox, elsewhere the page shows requisites alone.',
  },
  OCHAG_YOOKASSA_KEY: { default: '', about: 'YooKassa: secret key of the shop.' },
  OCHAG_YOOKASSA_KEY_FILE: { default: '', about: 'File that holds OCHAG_YOOKASSA_KEY.' },
  OCHAG_YOOKASSA_URL: {
    default: 'https://api.yookassa.ru/v3',
    about: 'YooKassa: address of its API.',
  },
  OCHAG_YOOKASSA_CHECKOUT: {
    default: 'https://yoomoney.ru,https://yookassa.ru',
    about:
      'YooKassa: sites of its payment pages, separated by commas. The policy of our pages lets a form lead to these alone.',
  },
  OCHAG_YOOKASSA_NETWORKS: {
    default:
      '185.71.76.0/27,185.71.77.0/27,77.75.153.0/25,77.75.156.11,77.75.156.35,77.75.154.128/25,2a02:5180::/32',
    about: 'YooKassa: addresses and networks that its notifications come from.',
  },
  OCHAG_YOOKASSA_SBP: {
    default: 'redirect',
    about:
      'YooKassa: where the code of SBP is shown. redirect: on its page; qr: on ours, as a QR code and a link to the bank.',
  },
  OCHAG_TBANK_TERMINAL: {
    default: '',
    about: 'T-Bank: TerminalKey. Empty: none, but for a demo that names it in OCHAG_PAY_BY.',
  },
  OCHAG_TBANK_PASSWORD: { default: '', about: 'T-Bank: password of the terminal.' },
  OCHAG_TBANK_PASSWORD_FILE: { default: '', about: 'File that holds OCHAG_TBANK_PASSWORD.' },
  OCHAG_TBANK_URL: {
    default: 'https://securepay.tinkoff.ru/v2',
    about:
      'T-Bank: address of its API. Its certificate is of the Russian Trusted Root CA: name the file of that in NODE_EXTRA_CA_CERTS.',
  },
  OCHAG_TBANK_CHECKOUT: {
    default: 'https://securepay.tinkoff.ru,https://securepayments.tinkoff.ru,https://pay.tbank.ru',
    about: 'T-Bank: sites of its payment pages, separated by commas.',
  },
  OCHAG_TBANK_NETWORKS: {
    default: '91.194.226.0/23,91.218.132.0/22,212.49.24.0/24,212.233.80.0/22',
    about: 'T-Bank: addresses and networks that its notifications come from.',
  },
  OCHAG_TBANK_TAXATION: {
    default: 'osn',
    about: 'T-Bank: the supplier’s system of taxes, for the fiscal receipt: osn, usn_income, …',
  },
} as const satisfies Record<string, { default: string; about: string }>;

export const payMethods = ['sbp', 'bank_card'] as const;
export type PayMethod = (typeof payMethods)[number];

export type YookassaConfig = Readonly<{
  shopId: string;
  secretKey: string;
  url: string;
  checkoutOrigins: readonly string[];
  networks: readonly string[];
  sbpConfirmation: 'redirect' | 'qr';
}>;

export type TbankConfig = Readonly<{
  terminalKey: string;
  password: string;
  url: string;
  checkoutOrigins: readonly string[];
  networks: readonly string[];
  taxation: string;
}>;

export const gatewayNames = ['yookassa', 'tbank'] as const;
export type GatewayName = (typeof gatewayNames)[number];

export type GatewaysConfig = Readonly<{
  payBy: readonly { method: PayMethod; gateway: GatewayName | null }[];
  /** Whether there is a shop of its own; without one the rest is how a sandbox is spoken with. */
  hasYookassa: boolean;
  yookassa: YookassaConfig;
  hasTbank: boolean;
  tbank: TbankConfig;
}>;

export type GatewaySecrets = { yookassaKey: string; tbankPassword: string };

type Text = (name: keyof typeof gatewayOptions) => string;

/** @throws ConfigError naming the option at fault. */
export function readGateways(text: Text, secrets: GatewaySecrets): GatewaysConfig {
  const { yookassaKey, tbankPassword } = secrets;
  const terminalKey = text('OCHAG_TBANK_TERMINAL');
  const shopId = text('OCHAG_YOOKASSA_SHOP');
  return Object.freeze({
    payBy: list(text('OCHAG_PAY_BY')).map(readPayBy),
    hasYookassa: shopId !== '' && yookassaKey !== '',
    yookassa: Object.freeze({
      shopId,
      secretKey: yookassaKey,
      url: text('OCHAG_YOOKASSA_URL').replace(/\/+$/, ''),
      checkoutOrigins: list(text('OCHAG_YOOKASSA_CHECKOUT')).map((origin) =>
        readUrl('OCHAG_YOOKASSA_CHECKOUT', origin),
      ),
      networks: readNetworks('OCHAG_YOOKASSA_NETWORKS', text('OCHAG_YOOKASSA_NETWORKS')),
      sbpConfirmation: readChoice('OCHAG_YOOKASSA_SBP', text('OCHAG_YOOKASSA_SBP'), [
        'redirect',
        'qr',
      ] as const),
    }),
    hasTbank: terminalKey !== '' && tbankPassword !== '',
    tbank: Object.freeze({
      terminalKey,
      password: tbankPassword,
      url: text('OCHAG_TBANK_URL').replace(/\/+$/, ''),
      checkoutOrigins: list(text('OCHAG_TBANK_CHECKOUT')).map((origin) =>
        readUrl('OCHAG_TBANK_CHECKOUT', origin),
      ),
      networks: readNetworks('OCHAG_TBANK_NETWORKS', text('OCHAG_TBANK_NETWORKS')),
      taxation: text('OCHAG_TBANK_TAXATION'),
    }),
  });
}

function readPayBy(word: string): GatewaysConfig['payBy'][number] {
  const [method = '', gateway] = word.split(':');
  return {
    method: readChoice('OCHAG_PAY_BY', method, payMethods),
    gateway: gateway === undefined ? null : readChoice('OCHAG_PAY_BY', gateway, gatewayNames),
  };
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
