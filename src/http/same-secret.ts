import { timingSafeEqual } from 'node:crypto';

/** Compares in a time that tells nothing of where they differ; `given` may be anything at all. */
export function isSameSecret(given: unknown, expected: string): boolean {
  if (typeof given !== 'string') return false;
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}
