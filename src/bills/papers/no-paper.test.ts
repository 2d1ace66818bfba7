import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import type { Visitor } from '#test/visitor.ts';

let world: World;
let visitor: Visitor;
let number: string;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  const charged = await settleCharged(world);
  await closeCharged(world, charged);
  number = charged.accountNumber;
  visitor = world.visitor();
  await charged.signIn(visitor);
});
afterAll(() => world.stop());

const home = () => `/accounts/${number}/papers`;

test.each([
  ['from=2026-10&to=2026-01', 422, 'Поменяйте их местами'],
  ['from=2026-10&to=2026-11', 422, 'по 31 октября 2026'],
  ['from=2020-01&to=2020-02', 422, 'с 1 июля 2024'],
  ['from=2026-13&to=2026-10', 404, ''],
])('a period of %s has no act, and the page says which has', async (query, status, said) => {
  const page = await visitor.get(`${home()}/reconciliation.pdf?${query}`);
  expect(page.status).toBe(status);
  expect(textOf(page)).toContain(said);
});

test.each([
  ['months/2026-11', 'ещё не закрыт'],
  ['months/2025-03', 'прежняя система'],
  ['readings/П-26-9999-9999', 'нет'],
  ['payments/999999999', 'Такого платежа'],
])('of %s there is no paper, and the page says why', async (path, said) => {
  const page = await visitor.get(`${home()}/${encodeURI(path)}.pdf`);
  expect(page.status).toBe(404);
  expect(textOf(page)).toContain(said);
});

test('where the old system’s balances do not meet ours no act pretends that they do', async () => {
  const page = await visitor.get(`${home()}/reconciliation.pdf?from=2025-01&to=2026-10`);
  expect(page.status).toBe(409);
  expect(textOf(page)).toContain('Выберите период с 1 июля 2025 или позже');
});
