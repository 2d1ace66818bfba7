import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { href } from '#src/routes.ts';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Answer } from '#test/visitor.ts';
import { printedCode } from './bill-number.ts';
import type { StoredBill } from './bills-store.ts';
import { makeSureOfBill } from './make-bill.ts';

// Whoever holds a paper types its code, and is told whether it is ours.
let world: World;
let charged: Subscriber;
let latest: StoredBill;
let old: StoredBill;

async function billOf(month: string): Promise<StoredBill> {
  const { rows } = await world.pool.query(
    'select holder_since from personal_accounts where personal_account_id = $1',
    [charged.personalAccountId],
  );
  const [{ holder_since: holderSince }] = rows;
  const place = { personalAccountId: charged.personalAccountId, month, holderSince };
  const made = await makeSureOfBill(world, system('test'), place);
  if (!made.ok) throw new Error(made.code);
  return made.bill;
}

beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  charged = await settleCharged(world);
  await closeCharged(world, charged);
  [latest, old] = [await billOf('2026-10-01'), await billOf('2026-08-01')];
});
beforeEach(async () => {
  await world.pool.query('delete from rate_limits');
});
afterAll(() => world.stop());

const mainOf = (page: Answer): string => page.$('main').text().replace(/\s+/g, ' ');
const typed = (code: string) => `${href('verify')}?${new URLSearchParams({ code })}`;
const pageOf = (code: string) => href('verifyBill', { code });
const wrongCode = (at: number) =>
  `${'A'.repeat(18)}${'BCDEF'[at % 5]}${'GHJKMNPQ'[Math.floor(at / 5)]}`;

async function guessTwenty(visitor = world.visitor()): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let at = 0; at < 20; at += 1) answers.push(await visitor.get(pageOf(wrongCode(at))));
  return answers;
}

test('an old bill is genuine, and says that a newer one tells what is owed', async () => {
  expect(old.data.closingKopecks).toBeGreaterThan(0);
  const page = await world.visitor().get(pageOf(old.verifyCode));
  expect(page.status).toBe(200);
  expect(mainOf(page)).toContain('Это не последняя квитанция');
  expect(page.$('main .ds-button:not([data-variant])')).toHaveLength(0);
  // Not of the prints, whose digits are chance.
  const digits = page.$('main .cols > .stack').first().text().replace(/\D/g, '');
  expect(digits).toContain(String(old.data.closingKopecks));
  expect(digits).not.toContain(String(latest.data.closingKopecks));
  const form = await world.visitor().get(page.$('main a.ds-button').attr('href') ?? '');
  expect(form.$('h1').text()).toBe('Оплата квитанции');
  expect(form.$('[name=amount]').val() ?? '').toBe('');

  const last = await world.visitor().get(pageOf(latest.verifyCode));
  expect(mainOf(last)).not.toContain('не последняя');
  expect(last.$('main .ds-button:not([data-variant])').text()).toBe('Оплатить эту квитанцию');
});

test('a code is typed at the page that help leads to, in whatever way', async () => {
  const guest = world.visitor();
  const help = await guest.get(href('help'));
  const link = help.$('main a:contains("Проверьте документ по коду")').attr('href') ?? '';
  const empty = await guest.get(link);
  expect([empty.status, empty.$('.ds-error-summary').length]).toEqual([200, 0]);
  expect(empty.$('form[method=get] [name=code]')).toHaveLength(1);
  for (const code of [
    latest.verifyCode.toLowerCase(),
    `(${printedCode(latest.verifyCode).replaceAll('-', ' — ')}).`,
    `${world.url}${pageOf(printedCode(latest.verifyCode))}`,
  ]) {
    const answer = await guest.get(typed(code));
    expect([answer.status, answer.location]).toEqual([303, pageOf(latest.verifyCode)]);
  }
});

test('what can be no code is told at the field, and is no guess', async () => {
  const guest = world.visitor();
  for (const [code, says] of [
    ['', 'Введите код с документа'],
    ['7K3F9', 'а введено 5'],
    ['7K3F9-QXM2A-DW54T-ZB8О0', 'Исправьте О, 0'],
  ] as const) {
    const page = await guest.get(typed(code));
    expect([code, page.status]).toEqual([code, 422]);
    expect(page.$('.ds-error-summary a[href="#code"]').text()).toContain(says);
    expect(page.$('#code-error').text()).toContain(says);
    expect(page.$('[name=code]').val() ?? '').toBe(code);
    expect(page.$('title').text()).toContain('Ошибка:');
  }
  for (let tries = 1; tries <= 19; tries += 1) {
    for (const route of ['verifyBill', 'guestPayment'] as const) {
      const page = await guest.get(href(route, { code: 'Z'.repeat(tries) }));
      expect(page.status).toBe(404);
      expect(page.$('#code-error').text()).toContain(`а введено ${tries}`);
    }
  }
  expect((await guest.get(pageOf(latest.verifyCode))).status).toBe(200);
});

test('a code of no paper leaves the field to try again', async () => {
  const page = await world.visitor().get(pageOf(wrongCode(0)));
  expect([page.status, page.$('h1').text()]).toEqual([404, 'Такого документа нет']);
  expect(page.$('form[method=get]').attr('action')).toBe(href('verify'));
  expect(page.$('[name=code]').val()).toBe(wrongCode(0));
  expect(page.$('.ds-error-summary')).toHaveLength(0);
});

test('wrong codes all look the same, and after twenty of them even a right one is not looked at', async () => {
  const guest = world.visitor();
  const answers = await guessTwenty(guest);
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
  expect(new Set(answers.map(mainOf)).size).toBe(1);
  const [right, wrong] = [
    await guest.get(pageOf(latest.verifyCode)),
    await guest.get(pageOf(wrongCode(21))),
  ];
  expect([right.status, wrong.status]).toEqual([429, 429]);
  expect(mainOf(right)).toBe(mainOf(wrong));
  expect(mainOf(right)).toMatch(/много раз ввели коды.+Попробуйте ещё раз через (60|59|58) минут/);
  expect(right.$('main a[href="/login"]')).toHaveLength(1);
  expect(right.$('main a[href^="tel:"]')).toHaveLength(1);
  expect(Number(right.headers.get('retry-after'))).toBeGreaterThan(3_000);
});

test('of many guesses at once no more are answered than of as many in turn', async () => {
  const guest = world.visitor();
  const answers = await Promise.all(
    Array.from({ length: 40 }, (_, at) => guest.get(pageOf(wrongCode(at)))),
  );
  const answered = answers.filter(({ status }) => status === 404).length;
  const refused = answers.filter(({ status }) => status === 429).length;
  expect(answered).toBeGreaterThan(0);
  expect(answered).toBeLessThanOrEqual(20);
  expect(refused).toBe(40 - answered);
});

test('a resident’s own bills and papers are not held up by what others typed; nobody else’s are shown', async () => {
  const owner = world.visitor();
  await charged.signIn(owner);
  await owner.get(href('monthPaper', { number: charged.accountNumber, month: '2026-09' }));
  const { rows } = await world.pool.query('select verify_code from papers limit 1');
  const paperCode = rows[0].verify_code;
  const neighbour = world.visitor();
  await (await createSubscriber(world)).signIn(neighbour);
  await guessTwenty();
  for (const code of [latest.verifyCode, paperCode]) {
    expect((await owner.get(pageOf(code))).status).toBe(200);
    expect((await neighbour.get(pageOf(code))).status).toBe(429);
  }
  expect((await owner.get(href('guestPayment', { code: latest.verifyCode }))).status).toBe(200);
  const refused = await owner.get(pageOf(wrongCode(3)));
  expect([refused.status, mainOf(refused)]).toEqual([429, expect.stringContaining('в кабинете')]);

  await world.pool.query(
    'update personal_account_links set ended_at = now() where personal_account_id = $1',
    [charged.personalAccountId],
  );
  expect((await owner.get(pageOf(latest.verifyCode))).status).toBe(429);
});
