import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { downloadBy } from '#test/download.ts';
import { startWorld, type World } from '#test/harness.ts';
import { readPdf } from '#test/read-pdf.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { queueBillLetters } from './bill-letters.ts';
import { deliveryTerms } from './delivery.ru.ts';
import { makeBillsOfClose } from './jobs.ts';

let world: World;
let charged: Subscriber;
let visitor: Visitor;
beforeAll(async () => {
  world = await startWorld({ now: '2026-11-20T10:00:00+02:00' });
  charged = await settleCharged(world);
  await closeCharged(world, charged);
  visitor = world.visitor();
  await charged.signIn(visitor);
});
afterAll(() => world.stop());

const address = () => href('billDelivery', { number: charged.accountNumber });
const choose = async (fields: Record<string, string>) => {
  const page = await visitor.get(address());
  const _token = String(page.$('form input[name=_token]').first().val());
  return visitor.post(address(), { _token, ...fields });
};
/** White space of any kind is one space. */
const plain = (text: string) => text.replace(/\s+/g, ' ');
const choices = async () => {
  const { rows } = await world.pool.query(
    `select user_id, way, text_version, length(text_hash) as hash, address
     from bill_delivery_choices order by choice_id`,
  );
  return rows;
};

test('the profile leads to the choice, and until it is made the bill comes on paper', async () => {
  const profile = await visitor.get('/profile');
  expect(profile.$(`a[href="${address()}"]`).text()).toBe('Как получать квитанцию');
  const page = await visitor.get(address());
  expect(page.$('main').text()).toContain('Квитанция приходит на бумаге.');
  expect(page.$('main').text()).toContain(deliveryTerms.paragraphs[0]);
});

test('paper is refused only by a mark under the text; who, when and which text is kept', async () => {
  const silent = await choose({ way: 'email_pdf' });
  expect(silent.status).toBe(422);
  expect(silent.$('main').text()).toContain('Отметьте, что отказываетесь');
  expect(silent.$('input[value=email_pdf]').attr('checked')).toBeDefined();
  expect((await choose({ agreed: '1' })).status).toBe(422);
  expect((await choose({ way: 'by-pigeon', agreed: '1' })).status).toBe(422);
  const both = await choose({ way: 'paper', agreed: '1' });
  expect(both.status).toBe(422);
  expect(both.$('#agreed-error').text()).toContain('Выбрано «На бумаге», а здесь отмечен отказ');
  expect(both.$('input[value=paper]').attr('checked')).toBeDefined();
  expect(both.$('#agreed').attr('checked')).toBeDefined();
  expect(both.$('title').text()).toContain('Ошибка');
  expect(both.$('a[href="#agreed"]').text()).toContain('Снимите отметку');
  expect(await choices()).toEqual([]);
  expect((await world.pool.query('select from letters')).rowCount).toBe(0);
  const done = await choose({ way: 'email_pdf', agreed: '1' });
  expect(done.status).toBe(303);
  // A second press records nothing more.
  await choose({ way: 'email_pdf', agreed: '1' });
  expect(await choices()).toEqual([
    {
      user_id: charged.userId,
      way: 'email_pdf',
      text_version: deliveryTerms.version,
      hash: 64,
      address: '127.0.0.1',
    },
  ]);
  const { rows } = await world.pool.query(
    `select count(*)::int from audit_entries where action = 'choose_bill_delivery'`,
  );
  expect(rows[0].count).toBe(1);
  const page = await visitor.get(done.location ?? '');
  const told = plain(page.$('[role=status]').text());
  expect(told).toContain('PDF приложен к письму');
  // October is closed, and its bills have not been frozen yet.
  expect(told).toContain('Так придёт квитанция за ноябрь 2026');
  expect(told).toContain('Квитанцию за октябрь 2026 мы уже готовим');
  const letter = await world.waitForLetter(charged.email, 'Вы отказались от бумажной квитанции');
  expect(plain(letter.text)).toContain('Так придёт квитанция за ноябрь 2026');
  // No address goes by mail to tell two letters apart.
  expect(letter.text).not.toContain('Примерная');
  expect(letter.text).toContain(address());
  const sent = `select from letters where kind = 'bill_delivery_chosen'`;
  expect((await world.pool.query(sent)).rowCount).toBe(1);
});

test('the history of charges leads to the choice of its account', async () => {
  const page = await visitor.get(href('charges', { number: charged.accountNumber }));
  expect(page.$(`main a[href="${address()}"]`).text()).toBe('Как получать квитанцию');
});

test('after a close the letter comes with the very PDF that the cabinet gives', async () => {
  const { rows } = await world.pool.query(
    `select close_id from month_closes where month = '2026-10-01'`,
  );
  const closeId = rows[0].close_id;
  await world.pool.query(
    `insert into month_close_ranges (close_id, range_no, first_account_id, last_account_id, done_at)
     values ($1, 0, 1, 100000, now()) on conflict do nothing`,
    [closeId],
  );
  const { signal } = new AbortController();
  await makeBillsOfClose(world.deps, closeId, { signal, log: world.deps.log });
  await world.db.transaction().execute((tx) => queueBillLetters({ ...world.deps, db: tx }, 10));
  const letter = await world.waitForLetter(charged.email, 'Квитанция за газ за октябрь');
  expect(letter.subject).toContain('к оплате');
  expect(letter.text).toContain('приложена к письму');
  expect(letter.text).toContain(address());
  const source = await (await fetch(`${world.sandbox.url}/mail/${letter.id}/source`)).text();
  const [, encoded = ''] =
    /Content-Type: application\/pdf[\s\S]*?\r?\n\r?\n([A-Za-z0-9+/=\s]+)/.exec(source) ?? [];
  const pdf = Buffer.from(encoded, 'base64');
  expect((await readPdf(pdf)).text).toContain('Квитанция за газ, октябрь');
  const bill = `/accounts/${charged.accountNumber}/bills/2026-10.pdf`;
  const given = await downloadBy(visitor, world.url, bill);
  expect(given.pdf.equals(pdf)).toBe(true);
});

test('while letters come back the page says that the bill is printed, and where to mend the address', async () => {
  const warning = async () => (await visitor.get(address())).$('main .ds-alert').text();
  expect(await warning()).toBe('');
  await world.pool.query(
    `update letters set state = 'failed', last_error = 'bounced: 5.1.1' where letter_id =
       (select max(letter_id) from letters where user_id = $1)`,
    [charged.userId],
  );
  expect(await warning()).toContain('квитанцию печатаем и приносим');
  // As long as bills stay on paper, however long ago the letter was.
  world.clock.advance({ hours: 40 * 24 });
  visitor = world.visitor();
  await charged.signIn(visitor);
  expect(await warning()).toContain('квитанцию печатаем и приносим');
});

test('of a bill that comes as a link the letter leads to the bill, through the sign-in', async () => {
  await choose({ way: 'email_link', agreed: '1' });
  await world.pool.query(
    `update personal_account_links set own_name = 'Дом у озера' where user_id = $1`,
    [charged.userId],
  );
  await world.pool.query(`update bill_letters set queued_at = null, way = 'email_link'`);
  await world.db.transaction().execute((tx) => queueBillLetters({ ...world.deps, db: tx }, 10));
  const letters = () => world.letters(charged.email);
  const link = /\S+\/bills\/2026-10\.pdf\?show=1/;
  await expect.poll(async () => (await letters()).some(({ text }) => link.test(text))).toBe(true);
  const letter = (await letters()).find(({ text }) => link.test(text));
  expect(letter?.text).toContain('Дом у озера');
  const [found = ''] = link.exec(letter?.text ?? '') ?? [];
  const address = found.replace(world.url, '');
  const guest = world.visitor();
  const asked = await guest.get(address);
  expect(asked.location).toContain('/login?next=');
  const page = await guest.get(asked.location);
  const fields = { login: charged.email, password: charged.password };
  const signedIn = await guest.submit(page, fields, 'Войти');
  expect(signedIn.location).toBe(address);
  const bill = await guest.get(signedIn.location);
  expect(bill.headers.get('content-type')).toBe('application/pdf');
  expect(bill.headers.get('content-disposition')).toMatch(/^inline;/);
});

test('paper comes back without any mark, and whoever has left the account gets no letter', async () => {
  expect((await choose({ way: 'paper' })).status).toBe(303);
  expect((await choices()).map(({ way }) => way)).toEqual(['email_pdf', 'email_link', 'paper']);
  const page = await visitor.get(`${address()}?done=1`);
  // The bills of October are frozen by now: nothing is said of them.
  expect(plain(page.$('[role=status]').text())).toBe(
    'Готово. Квитанция приходит на бумаге. Так придёт квитанция за ноябрь 2026 и все следующие.',
  );
  await world.waitForLetter(charged.email, 'Квитанция снова на бумаге');
  const other = await createSubscriber(world);
  const stranger = world.visitor();
  await other.signIn(stranger);
  expect((await stranger.get(address())).status).toBe(404);
});
