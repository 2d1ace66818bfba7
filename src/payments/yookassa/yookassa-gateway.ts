import type { YookassaConfig } from '#src/config-gateways.ts';
import { isFrom, networkList } from '#src/http/networks.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { Gateway, GatewayLists, GatewayPayment, Span, Told } from '../gateway.ts';
import { createYookassaClient, type YookassaClient } from './yookassa-client.ts';
import {
  readBinding,
  readList,
  readNotified,
  readPayment,
  readReceipt,
  readReceipts,
  readRefund,
  readRefunds,
} from './yookassa-objects.ts';
import {
  composeBinding,
  composePayment,
  composeRefund,
  composeSecondReceipt,
} from './yookassa-request.ts';

type Deps = { settings: YookassaConfig; supplier: SupplierProfile; patienceMs?: number };

const HOUR_MS = 3_600_000;
/** Keys live for a day; an hour less, so that clocks may differ. */
const KEY_LIFETIME_MS = 23 * HOUR_MS;
/** The most that СБП takes at once; of a card its bank may take less, and says so. */
const MOST_KOPECKS = 70_000_000;
/** A search that leads nowhere ends: so many pages hold a day of a big region. */
const MAX_PAGES = 500;

/** ЮKassa, API v3. https://yookassa.ru/developers/api */
export function createYookassa({ settings, supplier, ...deps }: Deps): Gateway {
  const { sbpConfirmation } = settings;
  const client = createYookassaClient({ ...settings, ...deps });
  const networks = networkList(settings.networks);
  return {
    name: 'yookassa',
    methods: ['sbp', 'bank_card'],
    savableMethods: ['sbp', 'bank_card'],
    bindableMethods: ['sbp', 'bank_card'],
    limits: { leastKopecks: 100, mostKopecks: MOST_KOPECKS },
    isOneAccountEach: true,
    checkoutOrigins: settings.checkoutOrigins,
    keyLifetimeMs: KEY_LIFETIME_MS,
    compose: (order) => composePayment(order, { supplier, sbpConfirmation }),
    async create({ request, idempotenceKey }) {
      const call = {
        method: 'POST',
        path: '/payments',
        body: request,
        key: idempotenceKey,
      } as const;
      return readPayment(await client.call(call));
    },
    find: async (id) =>
      readPayment(
        await client.call({ method: 'GET', path: `/payments/${encodeURIComponent(id)}` }),
      ),
    search: ({ idempotenceKey }, since) => search(client, { ourKey: idempotenceKey, since }),
    composeBinding,
    async bind({ request, idempotenceKey: key }) {
      const call = { method: 'POST', path: '/payment_methods', body: request, key } as const;
      return readBinding(await client.call(call));
    },
    async findBinding(id) {
      const path = `/payment_methods/${encodeURIComponent(id)}`;
      return readBinding(await client.call({ method: 'GET', path }));
    },
    composeRefund,
    async refund({ request, idempotenceKey: key }) {
      return readRefund(
        await client.call({ method: 'POST', path: '/refunds', body: request, key }),
      );
    },
    findRefund: async (id) =>
      readRefund(await client.call({ method: 'GET', path: `/refunds/${encodeURIComponent(id)}` })),
    lists: createLists(client),
    async listRefunds(id) {
      const path = `/refunds?limit=100&payment_id=${encodeURIComponent(id)}`;
      return readRefunds(await client.call({ method: 'GET', path }));
    },
    async findReceipt({ kind, gatewayId }) {
      const path = `/receipts?limit=100&${kind}_id=${encodeURIComponent(gatewayId)}`;
      return readReceipts(await client.call({ method: 'GET', path }), kind);
    },
    secondReceipts: {
      compose: composeSecondReceipt,
      async send({ request, idempotenceKey: key }) {
        const call = { method: 'POST', path: '/receipts', body: request, key } as const;
        return readReceipt(await client.call(call));
      },
    },
    readNotification({ ip, body }) {
      if (!isFrom(networks, ip)) return { ok: false, code: 'not_from_gateway' };
      const read = readNotified(body);
      return read ? { ok: true, ...read, answer: '' } : { ok: false, code: 'unreadable' };
    },
  };
}

/** Its books of a span, whole: one page that is not told makes all of it unknown. */
const createLists = (client: YookassaClient): GatewayLists => ({
  payments: (span) =>
    listAll(client, { path: `/payments?${within('captured_at', span)}`, read: readPayment }),
  refunds: (span) =>
    listAll(client, { path: `/refunds?${within('created_at', span)}`, read: readRefund }),
});

const within = (field: string, { from, until }: Span): string =>
  `limit=100&status=succeeded&${field}.gte=${from.toISOString()}&${field}.lt=${until.toISOString()}`;

type Listing<T> = { path: string; read: (told: Told<unknown>) => Told<T> };

async function listAll<T>(client: YookassaClient, { path, read }: Listing<T>): Promise<Told<T[]>> {
  const all: T[] = [];
  const ended = await eachItem(client, path, (item) => {
    const one = read({ kind: 'told', value: item });
    if (one.kind === 'told') all.push(one.value);
    return one.kind === 'told' ? 'next' : 'stop';
  });
  if (ended.kind !== 'told') return ended;
  return ended.value === 'end'
    ? { kind: 'told', value: all }
    : { kind: 'unknown', why: 'unreadable' };
}

/** Newest first, until the one that carries our key or the time when it was sent. */
async function search(
  client: YookassaClient,
  { ourKey, since }: { ourKey: string; since: Date },
): Promise<Told<GatewayPayment>> {
  const from = new Date(since.getTime() - HOUR_MS).toISOString();
  let found: Told<GatewayPayment> = { kind: 'absent' };
  const ended = await eachItem(client, `/payments?limit=100&created_at.gte=${from}`, (item) => {
    const read = readPayment({ kind: 'told', value: item });
    if (read.kind !== 'told' || read.value.ourKey !== ourKey) return 'next';
    found = read;
    return 'stop';
  });
  return ended.kind === 'told' ? found : ended;
}

/** Page by page. end: there are no more of them. */
async function eachItem(
  client: YookassaClient,
  path: string,
  take: (item: unknown) => 'next' | 'stop',
): Promise<Told<'end' | 'stop'>> {
  let cursor = '';
  for (let page = 0; page < MAX_PAGES; page += 1) {
    const list = readList(await client.call({ method: 'GET', path: path + cursor }));
    if (list.kind !== 'told') return list;
    for (const item of list.value.items) {
      if (take(item) === 'stop') return { kind: 'told', value: 'stop' };
    }
    if (list.value.next_cursor === undefined) return { kind: 'told', value: 'end' };
    cursor = `&cursor=${encodeURIComponent(list.value.next_cursor)}`;
  }
  return { kind: 'unknown', why: 'unreadable' };
}
