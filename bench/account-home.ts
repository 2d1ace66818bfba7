/**
 * The home page of an account, HTML with its data, against the same queries by the bare driver
 * behind a bare HTTP server, in turns in one run. Target: half the speed.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { createBenchApp, createBenchDatabases } from './bench-world.ts';
import { serveBare, serveProduct, startChild } from './child-server.ts';
import { createHttpClient, type LoadResult, runClosed } from './load.ts';
import { cookieOf, householdOf } from './population.ts';
import { installRecorder, recording, type Statement } from './recorder.ts';
import { printTable } from './report.ts';

const HOUSEHOLDS = 500;
const REQUESTS = 2_000;
const ROUNDS = 3;
const [role, databaseUrl, file] = process.argv.slice(2);
if (role === 'serve' && databaseUrl) await serveProduct(databaseUrl);
else if (role === 'bare' && databaseUrl && file) await serveBare(databaseUrl, file);
else await bench();

async function bench(): Promise<void> {
  const script = fileURLToPath(import.meta.url);
  const databases = await createBenchDatabases(HOUSEHOLDS, ['home']);
  const folder = mkdtempSync(join(tmpdir(), 'ochag-bench-'));
  const recordedFile = join(folder, 'recorded');
  try {
    const url = databases.url('home');
    writeFileSync(recordedFile, v8.serialize(await recordAll(url)));
    const product = await startChild(script, ['serve', url]);
    const bare = await startChild(script, ['bare', url, recordedFile]);
    const rows: string[][] = [];
    for (const clients of [1, 16, 64]) rows.push(await compare(product.url, bare.url, clients));
    printTable(['clients', 'product/s', 'bare/s', 'ratio', 'p50 ms', 'p99 ms', 'failures'], rows);
    await product.stop();
    await bare.stop();
  } finally {
    rmSync(folder, { recursive: true });
    await databases.drop();
  }
}

function pathOf(index: number): string {
  return `/accounts/${householdOf(index % HOUSEHOLDS).accountNumber}`;
}

function headersOf(index: number) {
  return { cookie: cookieOf(householdOf(index % HOUSEHOLDS)) };
}

async function recordAll(url: string): Promise<Map<string, Statement[]>> {
  installRecorder();
  const { app, pool } = await createBenchApp(url);
  await app.ready();
  const recorded = new Map<string, Statement[]>();
  for (let index = 0; index < HOUSEHOLDS; index += 1) {
    const { statements } = await recording(async () => {
      const answer = await app.inject({ url: pathOf(index), headers: headersOf(index) });
      if (answer.statusCode !== 200) throw new Error(`refused: ${answer.statusCode}`);
      if (index === 0) console.log(`page: ${answer.body.length} characters`);
    });
    recorded.set(pathOf(index), statements);
  }
  console.log(`statements per page: ${recorded.get(pathOf(0))?.length}`);
  await app.close();
  await pool.end();
  return recorded;
}

async function compare(productUrl: string, bareUrl: string, clients: number): Promise<string[]> {
  const pairs: { product: LoadResult; bare: LoadResult }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const pair = {
      bare: await run(bareUrl, clients),
      product: await run(productUrl, clients),
    };
    // The first round warms both.
    if (round > 0) pairs.push(pair);
  }
  const ratio = ({ product, bare }: (typeof pairs)[number]) => product.perSecond / bare.perSecond;
  const middle = pairs.toSorted((a, b) => ratio(a) - ratio(b))[Math.floor(pairs.length / 2)];
  if (!middle) throw new Error('no rounds');
  const failures = pairs.reduce((sum, pair) => sum + pair.product.failures + pair.bare.failures, 0);
  return [
    String(clients),
    middle.product.perSecond.toFixed(0),
    middle.bare.perSecond.toFixed(0),
    ratio(middle).toFixed(2),
    middle.product.p50Ms.toFixed(1),
    middle.product.p99Ms.toFixed(1),
    String(failures),
  ];
}

function run(url: string, clients: number): Promise<LoadResult> {
  const send = createHttpClient(url, clients);
  return runClosed({ clients, count: REQUESTS }, async (index) => {
    const answer = await send({ method: 'GET', path: pathOf(index), headers: headersOf(index) });
    return answer.status === 200;
  });
}
