import { afterAll, beforeAll, expect, test } from 'vitest';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { addEntry } from '#test/closed-months.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import type { Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

let world: World;
let charged: Subscriber;
let visitor: Visitor;
let number: string;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  charged = await settleCharged(world);
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

test('a period chosen the wrong way round comes back in its form, as it was chosen', async () => {
  const page = await visitor.get(`${home()}/reconciliation.pdf?from=2026-10&to=2026-01`);
  expect(page.$('title').first().text()).toMatch(/^Ошибка: Справки/);
  const link = page.$('.ds-error-summary a');
  expect([link.attr('href'), link.text()]).toEqual([
    '#from',
    'Первый месяц периода позже последнего. Поменяйте их местами.',
  ]);
  expect(page.$('#from').attr('aria-invalid')).toBe('true');
  expect(page.$('#from option[selected]').val()).toBe('2026-10');
  expect(page.$('#to option[selected]').val()).toBe('2026-01');
  const again = `${home()}/reconciliation.pdf?from=2026-01&to=2026-10`;
  expect(page.$('#from').closest('form').attr('action')).toBe(again.split('?')[0]);
  expect((await visitor.get(again)).status).toBe(200);
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

test('what was paid late has penalties that no bill has yet: no certificate hides them', async () => {
  // October was to be paid by 16 November; penalties begin with the 31st day after it, 17 December.
  world.clock.set('2026-12-25T10:00:00+02:00');
  const late = world.visitor();
  await charged.signIn(late);
  const certificate = async () => {
    const { status, text, $ } = await late.get(`${home()}/no-debt.pdf`);
    return status === 200 ? text.slice(0, 5) : $('main').text().replace(/\s/g, ' ');
  };
  const pay = (kopecks: number, part: string, isPenalty = false) =>
    addEntry(world, {
      personal_account_id: charged.personalAccountId,
      billing_month: '2026-12-01',
      idempotency_key: part,
      amount_kopecks: -kopecks,
      value_date: '2026-12-24',
      is_penalty: isPenalty,
    });
  const [, gas = '', posted = ''] =
    /за газ ([\d ]+,\d\d) ₽ и пени ([\d ]+,\d\d) ₽/.exec(await certificate()) ?? [];
  await pay(kopecksOf(gas), 'gas');
  await pay(kopecksOf(posted), 'posted', true);
  const refused = await certificate();
  expect(refused).not.toContain('К оплате');
  const [, grown = ''] = /войдут в следующий счёт: ([\d ]+,\d\d) ₽/.exec(refused) ?? [];
  expect(kopecksOf(grown)).toBeGreaterThan(100);
  const list = (await late.get(home())).$('main').text().replace(/\s/g, ' ');
  expect(list).toContain(`войдут в следующий счёт: ${grown} ₽`);
  expect(list).not.toContain('справка на сегодня готова');
  const first = (await late.get(`/accounts/${number}`)).$('main').text().replace(/\s/g, ' ');
  expect(first).toContain(`Пени, которые войдут в следующий счёт${grown} ₽`);
  await pay(kopecksOf(grown) - 1, 'all but a kopeck', true);
  expect(await certificate()).toContain('войдут в следующий счёт: 0,01 ₽');
  await pay(1, 'the last kopeck', true);
  expect(await certificate()).toBe('%PDF-');
  const { rows } = await world.pool.query(
    `select data::json -> 'body' as body from papers where kind = 'no_debt'`,
  );
  // What was paid early is no advance: it is spoken for.
  expect(rows).toMatchObject([{ body: { principalKopecks: 0, penaltyKopecks: 0 } }]);
});

const kopecksOf = (roubles: string): number => Number(roubles.replace(/\D/g, ''));
