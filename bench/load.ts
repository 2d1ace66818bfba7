import http from 'node:http';

export type Request = {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body?: string;
};
export type LoadResult = { perSecond: number; p50Ms: number; p99Ms: number; failures: number };

/** Runs `count` deeds by `clients` at once, each client one after another. */
export async function runClosed(
  { clients, count }: { clients: number; count: number },
  deed: (index: number) => Promise<boolean>,
): Promise<LoadResult> {
  const times: number[] = [];
  let failures = 0;
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from({ length: clients }, async () => {
      while (next < count) {
        const index = next;
        next += 1;
        const from = performance.now();
        if (!(await deed(index))) failures += 1;
        times.push(performance.now() - from);
      }
    }),
  );
  return summarize(times, { seconds: (performance.now() - startedAt) / 1000, failures });
}

/** Begins `perSecond` deeds each second whatever becomes of those before: how people come. */
export async function runOpen(
  { perSecond, count }: { perSecond: number; count: number },
  deed: (index: number) => Promise<boolean>,
): Promise<LoadResult> {
  const times: number[] = [];
  let failures = 0;
  const startedAt = performance.now();
  const running: Promise<void>[] = [];
  for (let index = 0; index < count; index += 1) {
    const due = startedAt + (index / perSecond) * 1000;
    const wait = due - performance.now();
    if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait));
    running.push(
      deed(index).then((isOk) => {
        if (!isOk) failures += 1;
        // From when it was due, so that a queue in front of us is counted too.
        times.push(performance.now() - due);
      }),
    );
  }
  await Promise.all(running);
  return summarize(times, { seconds: (performance.now() - startedAt) / 1000, failures });
}

function summarize(times: number[], { seconds, failures }: { seconds: number; failures: number }) {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { perSecond: times.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), failures };
}

/** Kept connections, no parsing: the client must cost as little as it can. */
export function createHttpClient(url: string, connections: number) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: connections });
  const { hostname, port } = new URL(url);
  return ({ method, path, headers, body }: Request): Promise<{ status: number; bytes: number }> =>
    new Promise((resolve, reject) => {
      const length =
        body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const options = { agent, hostname, port, path, method, headers: { ...headers, ...length } };
      const request = http.request(options, (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes }));
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });
}
