import type { Told, UnknownWhy } from '../gateway.ts';

/** It answers within thirty seconds, if only to say that it does not know: less would be a guess. */
const PATIENCE_MS = 40_000;

export type ClientSettings = {
  url: string;
  shopId: string;
  secretKey: string;
  patienceMs?: number;
};

type Call = { method: 'GET' | 'POST'; path: string; body?: string; key?: string };

export type YookassaClient = { call(call: Call): Promise<Told<unknown>> };

/** Speaks HTTP with ЮKassa and sorts its answers; what a body means is not its affair. */
export function createYookassaClient(settings: ClientSettings): YookassaClient {
  const { url, shopId, secretKey, patienceMs = PATIENCE_MS } = settings;
  const authorization = `Basic ${Buffer.from(`${shopId}:${secretKey}`).toString('base64')}`;
  return {
    async call({ method, path, body, key }) {
      let answer: { status: number; body: unknown };
      try {
        const response = await fetch(url + path, {
          method,
          headers: {
            authorization,
            ...(body === undefined ? {} : { 'content-type': 'application/json' }),
            ...(key === undefined ? {} : { 'idempotence-key': key }),
          },
          ...(body === undefined ? {} : { body }),
          redirect: 'error',
          signal: AbortSignal.timeout(patienceMs),
        });
        answer = { status: response.status, body: await response.json() };
      } catch (error) {
        return { kind: 'unknown', why: whyOf(error) };
      }
      return sortAnswer(answer);
    },
  };
}

function whyOf(error: unknown): UnknownWhy {
  const { name } = error as Error;
  if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
  return name === 'SyntaxError' ? 'unreadable' : 'network';
}

function sortAnswer({ status, body }: { status: number; body: unknown }): Told<unknown> {
  if (status === 200) return { kind: 'told', value: body };
  // "Accepted, ask again": an older way of theirs, which their own program still knows.
  if (status === 202) return { kind: 'unknown', why: 'processing' };
  if (status === 404) return { kind: 'absent' };
  if (status === 429) return { kind: 'unknown', why: 'too_many_requests' };
  if (status >= 500) return { kind: 'unknown', why: 'server_error' };
  const { code, parameter, reason } = (body ?? {}) as Record<string, unknown>;
  // Some other body came under our key: what became of the first one is still to be found out.
  if (parameter === 'Idempotence-Key') return { kind: 'unknown', why: 'key_conflict' };
  const parts = [status, code, parameter, reason].filter((part) => typeof part !== 'undefined');
  return { kind: 'refused', code: parts.map(String).join(' ').slice(0, 200) };
}
