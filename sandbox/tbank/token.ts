import { createHash } from 'node:crypto';

/** Root values with the password, in the order of their names, joined and hashed. */
export function tokenOf(body: Record<string, unknown>, password: string): string {
  const values: Record<string, string> = { Password: password };
  for (const [name, value] of Object.entries(body)) {
    const isRoot = ['string', 'number', 'boolean'].includes(typeof value);
    if (isRoot && name !== 'Token') values[name] = String(value);
  }
  const text = Object.keys(values)
    .sort()
    .map((name) => values[name])
    .join('');
  return createHash('sha256').update(text).digest('hex');
}
