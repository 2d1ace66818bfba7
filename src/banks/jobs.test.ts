import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type BanksWorld, startBanksWorld } from '#test/banks-world.ts';
import { differenceSubject } from './banks-cli.ru.ts';
import { approveRegistry, stornoRegistry } from './decide-registry.ts';
import { reconcileDay } from './reconcile.ts';

let banks: BanksWorld;
beforeAll(async () => {
  banks = await startBanksWorld({ hasWorker: true });
});
afterAll(() => banks.world.stop());

const stateOf = async (registryId: number): Promise<string> => {
  const query = 'select state from bank_registries where registry_id = $1';
  return (await banks.world.pool.query(query, [registryId])).rows[0].state;
};
const becomes = (registryId: number, state: string) =>
  vi.waitFor(async () => expect(await stateOf(registryId)).toBe(state), { timeout: 15_000 });

test('a worker posts what two have agreed to, longer than one transaction, and takes it back', async () => {
  const before = await banks.balanceOf(banks.anna);
  const lines = Array.from({ length: 120 }, () => ({ roubles: '1,00' }));
  const registryId = await banks.loadOne(lines);
  expect(await banks.decide(registryId, approveRegistry)).toEqual({ ok: true });
  await becomes(registryId, 'posted');
  expect(await banks.balanceOf(banks.anna)).toBe(before - 12_000);
  expect(await banks.decide(registryId, stornoRegistry)).toEqual({ ok: true });
  await becomes(registryId, 'stornoed');
  expect(await banks.balanceOf(banks.anna)).toBe(before);
});

test('posting a registry, and taking it back, compares its day anew without waiting for the hour', async () => {
  const { world } = banks;
  const differences = async () => {
    const { rows } = await world.pool.query(
      `select kind, state from book_differences where day = '2026-11-19' order by kind`,
    );
    return rows;
  };
  const registryId = await banks.loadOne([{ on: '19-11-2026' }]);
  const { found } = await reconcileDay(world.deps, '2026-11-19');
  expect(found.map(({ kind }) => kind)).toEqual(['not_posted']);
  expect(found.map(differenceSubject)).toEqual([expect.stringMatching(/^Банк примера, \d+$/)]);
  await banks.decide(registryId, approveRegistry);
  await vi.waitFor(
    async () => expect(await differences()).toEqual([{ kind: 'not_posted', state: 'mended' }]),
    { timeout: 15_000 },
  );
  // As an hour ago, before it was taken back.
  await world.pool.query(`update book_differences set state = 'open' where kind = 'not_posted'`);
  await banks.decide(registryId, stornoRegistry);
  await vi.waitFor(
    async () => expect(await differences()).toEqual([{ kind: 'not_posted', state: 'mended' }]),
    { timeout: 15_000 },
  );
});
