/**
 * A reading sent by the form over HTTP, against the very same statements (session, limit, locks,
 * letter and job included) sent by the bare driver, in turns in one run. Target: half the speed.
 */
import { fileURLToPath } from 'node:url';
import { recordAll, runBare } from './bare-driver.ts';
import { createBenchDatabases } from './bench-world.ts';
import { serveProduct, startChild } from './child-server.ts';
import { createHttpClient, type LoadResult, type Request, runClosed, runOpen } from './load.ts';
import { cookieOf, householdOf, LAST_VALUE } from './population.ts';
import { printTable } from './report.ts';

const HOUSEHOLDS = 1_500;
const ROUNDS = 3;
const [role, databaseUrl] = process.argv.slice(2);
if (role === 'serve' && databaseUrl) await serveProduct(databaseUrl);
else await bench();

async function bench(): Promise<void> {
  const script = fileURLToPath(import.meta.url);
  const databases = await createBenchDatabases(HOUSEHOLDS, ['record', 'http', 'bare']);
  try {
    const recorded = await recordAll(databases.url('record'), {
      count: HOUSEHOLDS,
      requestOf,
      status: 303,
    });
    console.log(`statements per reading: ${recorded[0]?.length}`);
    const rows: string[][] = [];
    for (const clients of [1, 16, 64]) {
      const pairs: { product: LoadResult; bare: LoadResult }[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        await databases.renew('http');
        await databases.renew('bare');
        const bare = await runBare(databases.url('bare'), recorded, clients);
        const product = await runProduct(script, databases.url('http'), clients);
        pairs.push({ product, bare });
      }
      rows.push(summary(clients, pairs));
    }
    printTable(['clients', 'product/s', 'bare/s', 'ratio', 'p50 ms', 'p99 ms', 'failures'], rows);
    await databases.renew('http');
    const half = Number(rows[1]?.[1]) / 2;
    await halfLoad(script, databases.url('http'), half);
  } finally {
    await databases.drop();
  }
}

function requestOf(index: number): Request {
  const household = householdOf(index);
  const path = `/accounts/${household.accountNumber}/readings`;
  const fields = {
    _token: household.formToken,
    _key: `bench-${index}`,
    meter: String(household.meterId),
    value: String(LAST_VALUE + 25),
  };
  const headers = {
    cookie: cookieOf(household),
    'content-type': 'application/x-www-form-urlencoded',
  };
  return { method: 'POST', path, headers, body: new URLSearchParams(fields).toString() };
}

async function runProduct(script: string, url: string, clients: number): Promise<LoadResult> {
  const server = await startChild(script, ['serve', url]);
  const send = createHttpClient(server.url, clients);
  const deed = async (index: number) => (await send(requestOf(index))).status === 303;
  await warm(send);
  const result = await runClosed({ clients, count: HOUSEHOLDS }, deed);
  await server.stop();
  return result;
}

/** Pages that change nothing: the connections are open and the code is compiled, as in service. */
async function warm(send: ReturnType<typeof createHttpClient>): Promise<void> {
  for (let index = 0; index < 200; index += 1) {
    const { path, headers } = requestOf(index);
    await send({ method: 'GET', path, headers });
  }
}

function summary(clients: number, pairs: { product: LoadResult; bare: LoadResult }[]): string[] {
  const ratio = ({ product, bare }: (typeof pairs)[number]) => product.perSecond / bare.perSecond;
  const middle = pairs.toSorted((a, b) => ratio(a) - ratio(b))[Math.floor(pairs.length / 2)];
  if (!middle) throw new Error('no rounds');
  const { product, bare } = middle;
  const failures = pairs.reduce((sum, pair) => sum + pair.product.failures + pair.bare.failures, 0);
  return [
    String(clients),
    product.perSecond.toFixed(0),
    bare.perSecond.toFixed(0),
    ratio(middle).toFixed(2),
    product.p50Ms.toFixed(1),
    product.p99Ms.toFixed(1),
    String(failures),
  ];
}

async function halfLoad(script: string, url: string, perSecond: number): Promise<void> {
  const server = await startChild(script, ['serve', url]);
  const send = createHttpClient(server.url, 64);
  await warm(send);
  const deed = async (index: number) => (await send(requestOf(index))).status === 303;
  const result = await runOpen({ perSecond, count: HOUSEHOLDS }, deed);
  await server.stop();
  console.log(
    `at half load (${perSecond.toFixed(0)}/s): p50 ${result.p50Ms.toFixed(1)} ms, p99 ${result.p99Ms.toFixed(1)} ms, failures ${result.failures}`,
  );
}
