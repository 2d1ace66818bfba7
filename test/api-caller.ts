import { randomUUID } from 'node:crypto';
import type { World } from './harness.ts';

/** The fields that tests look into; each answer has its own few of them. */
type ApiBody = {
  code: string;
  detail: string;
  errors: { field: string; message: string }[];
  confirmationNumber: string;
  basis: string;
  nextCursor: string | null;
  readings: { value: string; status: string; confirmationNumber: string | null }[];
  accounts: { number: string }[];
  meters: { meterSerial: string }[];
};

export type ApiAnswer<Body = ApiBody> = { status: number; headers: Headers; body: Body };

/** A program with a token, or without one. */
export function createApiCaller(world: World, token: string | null) {
  async function send<Body = ApiBody>(
    path: string,
    init: RequestInit = {},
  ): Promise<ApiAnswer<Body>> {
    const headersOut = new Headers(init.headers);
    if (token !== null) headersOut.set('authorization', `Bearer ${token}`);
    const response = await fetch(`${world.url}/api/v1${path}`, { ...init, headers: headersOut });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, body: text ? JSON.parse(text) : null };
  }

  return {
    get: <Body = ApiBody>(path: string) => send<Body>(path),
    /** With a key of its own unless `headers` say otherwise. */
    post: (path: string, body?: object | string, headers: Record<string, string> = {}) =>
      send(path, {
        method: 'POST',
        headers: {
          'idempotency-key': randomUUID(),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        body: typeof body === 'object' ? JSON.stringify(body) : body,
      }),
    send,
  };
}
