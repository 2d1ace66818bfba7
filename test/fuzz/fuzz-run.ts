import fc from 'fast-check';
import type { World } from '../harness.ts';
import { listRegisteredRoutes } from '../registered-routes.ts';
import { type Fields, findFields } from './fuzz-fields.ts';
import { createSender, type Sender, type SenderKind } from './fuzz-senders.ts';
import { asHeader, type Hostile, hostile } from './hostile.ts';

/** A person would have gone by then; a machine that is shared by many is slow by itself. */
const SLOW_MS = 15_000;
const AT_ONCE = 8;
const senderKinds: readonly SenderKind[] = ['stranger', 'resident', 'staff'];

export type FuzzReport = {
  sent: number;
  /** How many answers of each status. */
  statuses: Record<string, number>;
  slowestMs: number;
  /** Addresses where a resident's nonsense came as far as the rules. */
  reached: Set<string>;
  /** What was answered 5xx, or not at all, with all that is needed to send it again. */
  broken: string[];
};

export type FuzzOptions = {
  /** Where the site is: the world's own, or a process of its own on the same database. */
  url: string;
  /** To each address by each sender. */
  inputs: number;
  seed: number;
  /** After each address. */
  onAddress?: (sent: number) => Promise<void>;
};

/** Sends hostile inputs to every address that is registered, as everybody who may come. */
export async function fuzz(world: World, options: FuzzOptions): Promise<FuzzReport> {
  const { url, inputs, seed } = options;
  const routes = await listRegisteredRoutes(world);
  const report: FuzzReport = {
    sent: 0,
    statuses: {},
    slowestMs: 0,
    reached: new Set(),
    broken: [],
  };
  const first = await Promise.all(senderKinds.map((kind) => createSender(world, kind, url)));
  const fields = await findFields(routes, first);
  for (const [index, route] of routes.entries()) {
    for (const kind of senderKinds) {
      await world.db.deleteFrom('rate_limits').execute();
      const sender = await createSender(world, kind, url);
      const attacks = attacksOn(route, fields, { inputs, seed: seed + index });
      for (let from = 0; from < attacks.length; from += AT_ONCE) {
        const batch = attacks.slice(from, from + AT_ONCE);
        await Promise.all(batch.map((attack) => send(sender, route, attack, report)));
      }
    }
    await options.onAddress?.(report.sent);
  }
  return report;
}

const isApi = (route: string): boolean => route.includes(' /api/v1/');

/** The same at every run with the same seed: a failure can be repeated. */
const attacksOn = (
  route: string,
  fields: Fields,
  { inputs, seed }: Pick<FuzzOptions, 'inputs' | 'seed'>,
) => fc.sample(hostile(fields.of(route), isApi(route)), { numRuns: inputs, seed });

async function send(sender: Sender, route: string, attack: Hostile, report: FuzzReport) {
  const [method = ''] = route.split(' ', 1);
  const path = pathOf(sender, route, attack);
  const init = requestOf(sender, route, attack);
  const startedAt = performance.now();
  const signal = AbortSignal.timeout(SLOW_MS);
  const status = await sender.visitor.send(path, { ...init, method, signal }).then(
    (answer) => answer.status,
    (error: Error) => `${error.name}: ${error.cause ?? error.message}`,
  );
  report.sent += 1;
  report.slowestMs = Math.max(report.slowestMs, performance.now() - startedAt);
  report.statuses[status] = (report.statuses[status] ?? 0) + 1;
  const isRuledOn = [200, 201, 303, 404, 409, 422].includes(Number(status));
  if (sender.kind === 'resident' && isRuledOn) report.reached.add(route);
  if (typeof status === 'string' || status >= 500) {
    const told = JSON.stringify({ path, ...init }).slice(0, 600);
    report.broken.push(`${sender.kind}, ${route}: ${status} ${told}`);
  }
}

function pathOf(sender: Sender, route: string, { query, params }: Hostile): string {
  let index = 0;
  const path = route.slice(route.indexOf(' ') + 1).replace(/:(\w+)/g, (_, name: string) => {
    const odd = params[index];
    index += 1;
    return odd ?? encodeURIComponent(sender.params[name] ?? '1');
  });
  return `${path}?${query}`.replaceAll('#', '%23').slice(0, 14_000);
}

function requestOf(sender: Sender, route: string, attack: Hostile): RequestInit {
  const { body, contentType, headers } = attack;
  if (!/^(POST|PUT|PATCH|DELETE) /.test(route)) return { headers };
  const own: Record<string, string> = isApi(route)
    ? { 'idempotency-key': asHeader(body).slice(0, 20) || 'key' }
    : { origin: sender.origin };
  if (isApi(route) && sender.apiToken) own.authorization = `Bearer ${sender.apiToken}`;
  if (contentType) own['content-type'] = asHeader(contentType);
  const isForm = contentType.startsWith('application/x-www-form');
  const signed = isForm && !isApi(route) ? `${body}&_token=${sender.formToken}` : body;
  return { headers: { ...own, ...headers }, body: Buffer.from(signed, 'utf8') };
}
