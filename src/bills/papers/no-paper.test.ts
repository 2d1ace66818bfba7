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

test('a former resident has papers of their own time, and learns nothing of what came after', async () => {
  const set = (visibleUntil: string | null) =>
    world.db
      .updateTable('personal_account_links')
      .set({
        visible_until: visibleUntil,
        visible_until_reason: visibleUntil && 'holder_changed',
      })
      .execute();
  await set('2026-09-15');
  try {
    const own = await visitor.get(`${home()}/reconciliation.pdf?from=2026-01&to=2026-08`);
    expect(own.headers.get('content-type')).toBe('application/pdf');
    const later = await visitor.get(`${home()}/reconciliation.pdf?from=2026-01&to=2026-10`);
    expect(textOf(later)).toContain('по 31 августа 2026');
    expect((await visitor.get(`${home()}/months/2026-08.pdf`)).status).toBe(200);
    expect((await visitor.get(`${home()}/months/2026-09.pdf`)).status).toBe(404);
    const certificate = await visitor.get(`${home()}/no-debt.pdf`);
    expect(certificate.status).toBe(409);
    expect(textOf(certificate)).toContain('переоформлен');
    expect(certificate.$('main').text()).not.toContain('₽');
    const list = textOf(await visitor.get(home()));
    expect(list).not.toContain('14 сентября 2026');
    expect(list).toContain('30 июня 2026');
  } finally {
    await set(null);
  }
});
