/**
 * Payments: beginning one by the form, and crediting one by a notification, both over HTTP with the
 * gateway's answers in them, against the very same statements sent by the bare driver. Then how long it
 * takes from the gateway's success to the balance on the page, at fifty payments a second.
 */
import { fileURLToPath } from 'node:url';
import { type Sandbox, startSandbox } from '#sandbox/main.ts';
import { createPool } from '#src/db/database.ts';
import { recordAll, runBare } from './bare-driver.ts';
import { createBenchDatabases } from './bench-world.ts';
import { serveProduct, startChild } from './child-server.ts';
import { createHttpClient, type LoadResult, type Request, runClosed, runOpen } from './load.ts';
import { cookieOf, householdOf } from './population.ts';
import type { Statement } from './recorder.ts';
import { printTable } from './report.ts';

const COUNT = Number(process.env.OCHAG_BENCH_PAYMENTS ?? 600);
const CLIENTS = 16;
const PAYMENTS_PER_SECOND = 50;
const LIMIT_MS = 5_000;

const [role, databaseUrl, sandboxUrl] = process.argv.slice(2);
if (role === 'serve' && databaseUrl && sandboxUrl) {
  await serveProduct(databaseUrl, optionsOf(sandboxUrl));
} else await bench();

function optionsOf(url: string): Record<string, string> {
  return {
    OCHAG_YOOKASSA_SHOP: '100500',
    OCHAG_YOOKASSA_KEY: 'test_sandbox',
    OCHAG_YOOKASSA_URL: `${url}/yookassa/v3`,
    OCHAG_YOOKASSA_CHECKOUT: url,
    OCHAG_YOOKASSA_NETWORKS: '127.0.0.0/8',
  };
}

async function bench(): Promise<void> {
  const script = fileURLToPath(import.meta.url);
  let site: string | null = null;
  const sandbox = await startSandbox({ port: 0, smtpPort: 0, siteUrl: () => site });
  const databases = await createBenchDatabases(COUNT, ['record', 'http', 'bare']);
  const all = { count: COUNT, env: optionsOf(sandbox.url) };
  try {
    const begun = await recordAll(databases.url('record'), {
      ...all,
      requestOf: beginOf,
      status: 303,
    });
    const bareBegin = await runBare(unchecked(databases.url('bare')), begun, CLIENTS);
    const server = await startChild(script, ['serve', databases.url('http'), sandbox.url]);
    const begin = await runProduct(server.url, beginOf, 303);
    await server.stop();
    await payEverything(sandbox, databases.url('http'));
    for (const copy of ['record2', 'bare2', 'paced']) await databases.copy('http', copy);
    const ids = await gatewayIds(databases.url('http'));
    const tell = (index: number) => notificationOf(ids[index] ?? '');
    const told = await recordAll(databases.url('record2'), {
      ...all,
      requestOf: tell,
      status: 200,
    });
    const bareTell = await runBare(unchecked(databases.url('bare2')), told, CLIENTS);
    const second = await startChild(script, ['serve', databases.url('http'), sandbox.url]);
    const credit = await runProduct(second.url, tell, 200);
    printTable(
      ['deed', 'statements', 'product/s', 'bare/s', 'ratio', 'p50 ms', 'p99 ms', 'failures'],
      [rowOf('begin', begun, begin, bareBegin), rowOf('credit', told, credit, bareTell)],
    );
    await second.stop();
    const third = await startChild(script, ['serve', databases.url('paced'), sandbox.url]);
    site = third.url;
    await untilOnThePage(third.url, sandbox);
    await third.stop();
  } finally {
    await databases.drop();
    await sandbox.stop();
  }
}

function headersOf(index: number) {
  return {
    cookie: cookieOf(householdOf(index)),
    'content-type': 'application/x-www-form-urlencoded',
  };
}

function beginOf(index: number, key = 'bench'): Request {
  const { accountNumber, formToken } = householdOf(index);
  const fields = {
    _token: formToken,
    _key: `${key}-${index}`,
    amount: '100',
    method: 'sbp',
    email: 'anna@example.ru',
  };
  const path = `/accounts/${accountNumber}/payment`;
  const body = new URLSearchParams(fields).toString();
  return { method: 'POST', path, headers: headersOf(index), body };
}

function notificationOf(id: string): Request {
  const news = { type: 'notification', event: 'payment.succeeded', object: { id } };
  return {
    method: 'POST',
    path: '/payments/notifications/yookassa',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(news),
  };
}

/** Without the checks of keys and triggers: ids were given in another order, and it is no slower so. */
function unchecked(url: string): string {
  return `${url}?options=-c%20session_replication_role%3Dreplica`;
}

async function runProduct(
  url: string,
  requestOf: (index: number) => Request,
  status: number,
): Promise<LoadResult> {
  const send = createHttpClient(url, CLIENTS);
  for (let index = 0; index < 100; index += 1) {
    const path = `/accounts/${householdOf(index).accountNumber}/payment`;
    await send({ method: 'GET', path, headers: headersOf(index) });
  }
  return runClosed({ clients: CLIENTS, count: COUNT }, async (index) => {
    return (await send(requestOf(index))).status === status;
  });
}

async function gatewayIds(url: string): Promise<string[]> {
  const pool = createPool({ connectionString: url, maxConnections: 1 });
  const { rows } = await pool.query<{ id: string }>(
    `select gateway_payment_id as id from gateway_payments
     where gateway_payment_id is not null order by payment_id`,
  );
  await pool.end();
  return rows.map(({ id }) => id);
}

function press(sandbox: Sandbox, orderId: string): Promise<Response> {
  return fetch(`${sandbox.url}/yookassa/checkout`, {
    method: 'POST',
    body: new URLSearchParams({ orderId, decision: 'pay' }),
    redirect: 'manual',
  });
}

async function payEverything(sandbox: Sandbox, url: string): Promise<void> {
  const ids = await gatewayIds(url);
  await runClosed({ clients: CLIENTS, count: ids.length }, async (index) => {
    return (await press(sandbox, ids[index] ?? '')).status === 303;
  });
}

/** Begun anew by everybody, confirmed at a steady pace; each looks at home until the sum is there. */
async function untilOnThePage(url: string, sandbox: Sandbox): Promise<void> {
  const checkouts: string[] = [];
  await runClosed({ clients: CLIENTS, count: COUNT }, async (index) => {
    const { path, headers, body } = beginOf(index, 'paced');
    const answer = await fetch(url + path, { method: 'POST', headers, body, redirect: 'manual' });
    const location = answer.headers.get('location') ?? '';
    checkouts[index] = new URL(location, url).searchParams.get('orderId') ?? '';
    return checkouts[index] !== '';
  });
  const result = await runOpen({ perSecond: PAYMENTS_PER_SECOND, count: COUNT }, async (index) => {
    const home = `${url}/accounts/${householdOf(index).accountNumber}`;
    await press(sandbox, checkouts[index] ?? '');
    const deadline = performance.now() + LIMIT_MS;
    while (performance.now() < deadline) {
      const page = await (await fetch(home, { headers: headersOf(index) })).text();
      if (page.includes('Вы оплатили')) return true;
    }
    return false;
  });
  console.log(
    `at ${PAYMENTS_PER_SECOND} payments/s from «Оплатить» to the balance on the page: p50 ${result.p50Ms.toFixed(0)} ms, p99 ${result.p99Ms.toFixed(0)} ms (at most ${LIMIT_MS}), failures ${result.failures}`,
  );
}

function rowOf(
  deed: string,
  recorded: Statement[][],
  product: LoadResult,
  bare: LoadResult,
): string[] {
  return [
    deed,
    String(recorded[0]?.length ?? 0),
    product.perSecond.toFixed(0),
    bare.perSecond.toFixed(0),
    (product.perSecond / bare.perSecond).toFixed(2),
    product.p50Ms.toFixed(1),
    product.p99Ms.toFixed(1),
    `${product.failures} + ${bare.failures}`,
  ];
}
