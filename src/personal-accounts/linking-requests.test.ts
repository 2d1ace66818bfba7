import { afterAll, beforeAll, expect, test } from 'vitest';
import { createDatabase, createPool } from '#src/db/database.ts';
import { startMetersWorld } from '#test/meters-world.ts';
import { listLinkingRequests, sendLinkingRequest } from './linking-requests.ts';

let world: Awaited<ReturnType<typeof startMetersWorld>>;
beforeAll(async () => {
  world = await startMetersWorld('2026-12-12T10:00:00+02:00');
});
afterAll(() => world.stop());

test('twelve requests over one connection are taken, each word of them kept', async () => {
  // One connection: after a few uses the server plans a prepared statement without its values.
  const pool = createPool({ connectionString: world.connectionString, maxConnections: 1 });
  const deps = { ...world.deps, db: createDatabase(pool) };
  const actor = await world.addUser();
  const holderLastName = 'Королёва';
  const words = Array.from({ length: 12 }, (_, n) => `Слово ${String(n).padStart(2, '0')}`);
  for (const comment of words) {
    await sendLinkingRequest(deps, actor, { accountNumber: '39050001', holderLastName, comment });
  }
  expect(await listLinkingRequests(deps, actor)).toHaveLength(1);
  const kept = await world.db.selectFrom('linking_requests').select('comment').execute();
  expect(kept).toEqual([{ comment: words.join('\n') }]);
  await pool.end();
});

test('a request takes words while staff can read them, and refuses the rest whole', async () => {
  const actor = await world.addUser();
  const send = (comment: string) =>
    sendLinkingRequest(world.deps, actor, {
      accountNumber: '39050002',
      holderLastName: 'Королёва',
      comment,
    });
  for (const nth of [1, 2, 3, 4]) {
    expect(await send(`${nth} ${'я'.repeat(998)}`)).toEqual({ ok: true });
  }
  const [before] = await listLinkingRequests(world.deps, actor);
  expect(await send(`5 ${'я'.repeat(998)}`)).toEqual({ ok: false, code: 'request_full' });
  expect(await listLinkingRequests(world.deps, actor)).toEqual([before]);
});
