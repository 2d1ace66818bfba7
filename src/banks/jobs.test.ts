import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type BanksWorld, startBanksWorld } from '#test/banks-world.ts';
import { approveRegistry, stornoRegistry } from './decide-registry.ts';

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
