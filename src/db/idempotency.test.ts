import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openScratchDatabase } from '#test/scratch-database.ts';
import { withIdempotency } from './idempotency.ts';
import { inTransaction } from './transaction.ts';

let database: Awaited<ReturnType<typeof openScratchDatabase>>;
beforeAll(async () => {
  database = await openScratchDatabase();
});
afterAll(() => database.stop());

const now = new Date('2026-12-12T10:00:00Z');
type Answer = { ok: boolean; runs?: number };

function ask(key: string | null, request: object, work: () => Promise<Answer>) {
  const asked = { userId: 1, operation: 'test', key, request, now };
  return inTransaction(database.db, (tx) => withIdempotency(tx, asked, work));
}

test('ten requests at once with one key run the work once and share its answer', async () => {
  let runs = 0;
  const work = async () => {
    runs += 1;
    return { ok: true, runs };
  };
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      ask('k1', n % 2 ? { a: 1, b: { c: 2, d: 3 } } : { b: { d: 3, c: 2 }, a: 1 }, work),
    ),
  );
  expect(runs).toBe(1);
  expect(answers).toEqual(Array(10).fill({ ok: true, runs: 1 }));
});

test('another request under a used key is refused and does not run', async () => {
  await ask('k2', { value: 1 }, async () => ({ ok: true }));
  const second = ask('k2', { value: 2 }, () => Promise.reject(new Error('must not run')));
  expect(await second).toEqual({ ok: false, code: 'idempotency_key_reused' });
});

test('a refused or failed request leaves its key free', async () => {
  expect(await ask('k3', { value: 1 }, async () => ({ ok: false }))).toEqual({ ok: false });
  await expect(
    ask('k3', { value: 1 }, () => Promise.reject(new Error('broken'))),
  ).rejects.toThrow();
  expect(await ask('k3', { value: 2 }, async () => ({ ok: true }))).toEqual({ ok: true });
});

test('without a key nothing is remembered', async () => {
  let runs = 0;
  const work = async () => ({ ok: true, runs: ++runs });
  await ask(null, {}, work);
  expect(await ask(null, {}, work)).toEqual({ ok: true, runs: 2 });
});

test('a key of any length is remembered whole', async () => {
  const long = randomBytes(6_000).toString('hex');
  const work = async () => ({ ok: true });
  expect(await ask(long, { value: 1 }, work)).toEqual({ ok: true });
  expect(await ask(long, { value: 2 }, work)).toMatchObject({ code: 'idempotency_key_reused' });
  expect(await ask(`${long}1`, { value: 2 }, work)).toEqual({ ok: true });
});
