import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import {
  addMeter,
  addPersonalAccount,
  createSubscriber,
  type Subscriber,
} from '#test/subscriber.ts';
import { nearCodes } from './near-codes.ts';

let world: World;
let desk: StaffAtDesk;
let anna: Subscriber;

beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  desk = await createStaff(world, 'operator');
  anna = await createSubscriber(world, {
    user: { email: 'anna.sergeeva@mail.example', phone: '+79114524217' },
    personalAccount: {
      number: '390145872001',
      unified_number: '40ХА482917',
      holder_last_name: 'Сергеева',
      holder_first_name: 'Алёна',
      holder_middle_name: 'Викторовна',
      address: 'г. Калининград, ул. Ольховая, д. 14, кв. 3',
    },
    meters: [{ serial_number: '30412876' }],
  });
  const others = [
    ['390145990002', 'Сергачёва', 'г. Калининград, ул. Ольховая, д. 16, кв. 3'],
    ['390145990003', 'Иванов', 'г. Светлогорск, ул. Садовая, д. 14'],
    ['390145990004', 'Иванов', 'г. Гусев, пер. Тихий, д. 2'],
  ] as const;
  for (const [number, holder_last_name, address] of others) {
    const home = await addPersonalAccount(world, { number, holder_last_name, address });
    await addMeter(world, home.personalAccountId);
  }
});
afterAll(() => world.stop());

/** Types into the search of the bar, presses Enter, and goes where it leads. */
async function find(text: string) {
  const page = await desk.visitor.get('/staff');
  return desk.visitor.follow(await desk.visitor.submit(page, { find: text }));
}
const annasPage = '390\u00a0145\u00a0872\u00a0001';

test.each([
  ['the number', '390145872001'],
  ['the number with spaces', '390 145 872 001'],
  ['the beginning of the number', '3901458'],
  ['the unified number on another keyboard', '40xa482917'],
  ['the meter', '30412876'],
  ['the meter with a sign before it', '№ 3041 2876'],
  ['the surname in small letters', 'сергеева'],
  ['the name with е for ё', 'Сергеева Алена'],
  ['the address', 'Калининград, Ольховая 14'],
  ['the beginning of a word', 'серге оль 14'],
  ['Latin letters of the same shape', 'Cepгeeвa'],
  ['the e-mail', 'ANNA.sergeeva@mail.example'],
  ['the phone', '8 (911) 452-42-17'],
])('an account is found at once by %s', async (_, text) => {
  const page = await find(text);
  expect(page.$('h1').text()).toContain(annasPage);
});

test.each([
  ['two digits in the wrong order', '390145782001'],
  ['a digit too many in the number', '3901458720011'],
  ['a wrong digit of the meter', '30412896'],
  ['a digit left out of the phone', '+7911452421'],
  ['a slip in the surname', 'Сирегеева Ольховая'],
  ['two slips', 'сергиева альховая 14'],
  ['a slip in the e-mail', 'anna.sergeva@mail.example'],
])('%s is forgiven, and said to be a guess', async (_, text) => {
  const page = await find(text);
  expect(page.$('main').text()).toContain('Похожие счета');
  expect(page.$('main').text()).toContain(annasPage);
});

test('several accounts are a list; nothing typed gets into an address', async () => {
  const page = await desk.visitor.get('/staff');
  const answer = await desk.visitor.submit(page, { query: 'Иванов' }, 'Найти');
  expect(answer.status).toBe(200);
  expect(answer.location).toBe('');
  expect(answer.$('tbody tr')).toHaveLength(2);
  expect(answer.headers.get('cache-control')).toContain('no-store');
  expect(world.logLines.join('')).not.toMatch(/Иванов|сергеева|4524217/i);
});

test('more than twenty are cut, and the page says so', async () => {
  for (let n = 0; n < 25; n += 1) {
    const number = `3905000000${String(n).padStart(2, '0')}`;
    await addPersonalAccount(world, { number, holder_last_name: 'Многочисленный' });
  }
  const page = await find('многочисленный');
  expect(page.$('tbody tr')).toHaveLength(20);
  expect(page.$('main').text()).toContain('Показаны первые 20, есть ещё');
});

test.each(['', ' ', 'а', '!!!', "'; drop", '\\:*', 'Бжыщук', '99999999999999999999', '№№', '@@@@'])(
  'what finds nothing says what to do: %j',
  async (text) => {
    const page = await find(text);
    expect([200, 422]).toContain(page.status);
    expect(page.$('main').text()).toMatch(/Ничего не нашли|хотя бы две буквы/);
  },
);

test('every account that a search shows is in the record, before it is shown', async () => {
  await find('Сергачёва');
  const { rows } = await world.pool.query(
    `select e.action, e.actor_id, a.number from audit_entries e
       join personal_accounts a using (personal_account_id)
     where a.number = '390145990002' order by audit_entry_id`,
  );
  expect(rows).toContainEqual({
    action: 'find_account',
    actor_id: desk.staffMemberId,
    number: '390145990002',
  });
});

test('a name that changes is found by the new one at once', async () => {
  await world.db
    .updateTable('personal_accounts')
    .set({ holder_last_name: 'Новоприезжая' })
    .where('number', '=', '390145990004')
    .execute();
  expect((await find('новапреезжая')).$('main').text()).toContain('390\u00a0145\u00a0990\u00a0004');
});

test('a program that copies the register out by searching is stopped', async () => {
  const { visitor } = await createStaff(world, 'operator');
  const page = await visitor.get('/staff');
  const answers = await Promise.all(
    Array.from({ length: 310 }, () => visitor.submit(page, { find: 'а' })),
  );
  const statuses = answers.map(({ status }) => status);
  expect(statuses.filter((status) => status === 422)).toHaveLength(300);
  const refused = answers.find(({ status }) => status === 429);
  expect(refused?.$('h1').text()).toBe('Слишком много попыток');
});

test('near codes hold every slip of one sign', () => {
  const near = nearCodes('123', '0123');
  expect(near).toEqual(expect.arrayContaining(['123', '12', '213', '132', '1203', '103', '0123']));
  expect(new Set(near).size).toBe(near.length);
  expect(anna.accountNumber).toBe('390145872001');
});
