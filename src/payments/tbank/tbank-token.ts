import { createHash, timingSafeEqual } from 'node:crypto';

/**
 * The signature of a body: its root values without the token, objects and lists, with the password
 * among them, in the order of their names, one after another, SHA-256.
 */
export function tbankToken(body: Readonly<Record<string, unknown>>, password: string): string {
  const signed = Object.entries({ ...body, Password: password })
    .filter(([name, value]) => name !== 'Token' && isScalar(value))
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, value]) => String(value))
    .join('');
  return createHash('sha256').update(signed, 'utf8').digest('hex');
}

const isScalar = (value: unknown): boolean =>
  value !== null && value !== undefined && typeof value !== 'object';

export function hasToken(body: Readonly<Record<string, unknown>>, password: string): boolean {
  const given = Buffer.from(String(body.Token ?? ''));
  const due = Buffer.from(tbankToken(body, password));
  return given.length === due.length && timingSafeEqual(given, due);
}
