import { readChoice, readNetworks, readUrl } from './config-readers.ts';

/** Options of the ways to pay; part of the table in config.ts. */
export const gatewayOptions = {
  OCHAG_PAY_BY: {
    default: 'sbp,bank_card',
    about:
      'Ways to pay that residents are offered, in this order: sbp, bank_card. What a gateway cannot do is left out.',
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

export type GatewaysConfig = Readonly<{
  payBy: readonly PayMethod[];
  /** Whether there is a shop of its own; without one the rest is how a sandbox is spoken with. */
  hasYookassa: boolean;
  yookassa: YookassaConfig;
}>;

type Text = (name: keyof typeof gatewayOptions) => string;

/** @throws ConfigError naming the option at fault. */
export function readGateways(text: Text, yookassaKey: string): GatewaysConfig {
  const shopId = text('OCHAG_YOOKASSA_SHOP');
  return Object.freeze({
    payBy: list(text('OCHAG_PAY_BY')).map((word) => readChoice('OCHAG_PAY_BY', word, payMethods)),
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
  });
}

const list = (text: string): string[] =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
