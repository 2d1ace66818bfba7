import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';

let world: World;
let operator: StaffAtDesk;
let accountant: StaffAtDesk;
let anna: Subscriber;

beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  operator = await createStaff(world, 'operator');
  accountant = await createStaff(world, 'accountant');
  anna = await createSubscriber(world);
});
afterAll(() => world.stop());

const entriesOf = (action: string) =>
  world.db
    .selectFrom('audit_entries')
    .selectAll()
    .where('personal_account_id', '=', anna.personalAccountId)
    .where('action', '=', action)
    .orderBy('audit_entry_id')
    .execute();

test('the page of an account tells who, where, meters, readings and who sees it', async () => {
  const page = await operator.visitor.get(`/staff/accounts/${anna.accountNumber}`);
  expect(page.status).toBe(200);
  const text = textOf(page);
  expect(text).toContain('Примерова Анна Сергеевна');
  expect(text).toContain('ул. Примерная, д. 10, кв. 25');
  expect(text).toContain('8 642');
  expect(text).toContain(`Счётчик № ${anna.meters[0]?.serialNumber}`);
  expect(page.headers.get('cache-control')).toContain('no-store');
});

test('phone and e-mail are masked until they are asked for, and asking is a look', async () => {
  const { phone } = await world.db
    .selectFrom('users')
    .select('phone')
    .where('user_id', '=', anna.userId)
    .executeTakeFirstOrThrow();
  const masked = await operator.visitor.get(`/staff/accounts/${anna.accountNumber}`);
  expect(masked.text).not.toContain(anna.email);
  expect(masked.text).not.toContain(phone);
  expect(textOf(masked)).toContain('+7 ••• •••-');
  expect(await entriesOf('look_at_contacts')).toEqual([]);

  const address = masked.$('a:contains("Показать телефоны")').attr('href') ?? '';
  const shown = await operator.visitor.get(address);
  expect(textOf(shown)).toContain(anna.email);
  expect(textOf(shown)).toContain(phone);
  expect(await entriesOf('look_at_contacts')).toMatchObject([
    { actor_id: operator.staffMemberId, actor_name: operator.name, user_id: anna.userId },
  ]);
});

test('who may not see contacts is offered no way to, and is refused', async () => {
  const page = await accountant.visitor.get(`/staff/accounts/${anna.accountNumber}`);
  expect(page.text).not.toContain('Показать телефоны');
  const refused = await accountant.visitor.get(`/staff/accounts/${anna.accountNumber}/contacts`);
  expect(refused.status).toBe(403);
  expect(refused.$('h1').text()).toBe('Нет доступа');
  expect(textOf(refused)).toContain('Это может: оператор, администратор');
});

test('every look is in the record with its request, and on the page itself', async () => {
  const before = (await entriesOf('look_at_account')).length;
  const page = await accountant.visitor.get(`/staff/accounts/${anna.accountNumber}`);
  const entries = await entriesOf('look_at_account');
  expect(entries).toHaveLength(before + 1);
  expect(entries.at(-1)).toMatchObject({
    actor_kind: 'staff',
    actor_id: accountant.staffMemberId,
    request_id: page.headers.get('x-request-id'),
  });
  const log = page.$('#s-log').text();
  expect(log).toContain('Вы, страница счёта');
  expect(log).toContain(`${operator.name}, страница счёта`);
});

test('an account that does not exist is 404 and no look', async () => {
  const page = await operator.visitor.get('/staff/accounts/390999999999');
  expect(page.status).toBe(404);
  expect(page.$('.sbar')).toHaveLength(1);
});
