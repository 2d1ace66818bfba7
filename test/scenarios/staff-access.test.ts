import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { may, type Permission, staffRoles } from '#src/staff/permissions.ts';
import { startWorld, type World } from '#test/harness.ts';
import { listRegisteredRoutes } from '#test/registered-routes.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';
import { sendToStaff, type WaitingRequests } from '#test/waiting-requests.ts';
import { isWayIntoDesk } from './desk-way-in.ts';

/** What an address asks for, and what whoever has it gets, filling nothing in. */
type Access = readonly [permission: Permission, answer: number];

const access: Record<string, Access> = {
  'GET /staff': ['see_accounts', 200],
  'POST /staff': ['see_accounts', 422],
  'GET /staff/accounts/:number': ['see_accounts', 200],
  'GET /staff/accounts/:number/contacts': ['see_contacts', 200],
  'GET /staff/accounts/:number/readings': ['see_accounts', 200],
  'GET /staff/accounts/:number/payments': ['see_accounts', 200],
  'POST /staff/accounts/:number/readings': ['enter_readings', 422],
  'GET /staff/accounts/:number/readings/check': ['enter_readings', 422],
  'GET /staff/accounts/:number/readings/:confirmation': ['see_accounts', 200],
  'GET /staff/accounts/:number/readings/:confirmation/withdrawal': ['enter_readings', 303],
  'POST /staff/accounts/:number/readings/:confirmation/withdrawal': ['enter_readings', 422],
  'GET /staff/accounts/:number/access/:userId/ending': ['propose_changes', 200],
  'POST /staff/accounts/:number/access/:userId/ending': ['propose_changes', 422],
  'GET /staff/accounts/:number/events': ['see_accounts', 200],
  'POST /staff/accounts/:number/events': ['record_events', 422],
  'GET /staff/accounts/:number/events/check': ['record_events', 422],
  'GET /staff/accounts/:number/events/:eventId/cancellation': ['record_events', 200],
  'POST /staff/accounts/:number/events/:eventId/cancellation': ['record_events', 422],
  'GET /staff/accounts/:number/privileges': ['record_events', 303],
  'POST /staff/accounts/:number/privileges': ['record_events', 422],
  'GET /staff/accounts/:number/privileges/check': ['record_events', 422],
  'GET /staff/accounts/:number/privileges/:privilegeId/cancellation': ['record_events', 200],
  'POST /staff/accounts/:number/privileges/:privilegeId/cancellation': ['record_events', 422],
  'GET /staff/accounts/:number/months/:month': ['see_accounts', 200],
  'GET /staff/accounts/:number/correction': ['correct_ledger', 200],
  'POST /staff/accounts/:number/correction': ['correct_ledger', 422],
  'GET /staff/accounts/:number/refund': ['refund_payments', 200],
  'POST /staff/accounts/:number/refund': ['refund_payments', 422],
  'GET /staff/requests': ['see_requests', 200],
  'GET /staff/requests/linking/:requestId': ['see_requests', 200],
  'POST /staff/requests/linking/:requestId': ['decide_requests', 422],
  'GET /staff/requests/cases/:number/:caseId': ['see_requests', 200],
  'POST /staff/requests/cases/:number/:caseId': ['decide_requests', 422],
  'GET /staff/requests/readings/:number/:readingId': ['see_requests', 200],
  'POST /staff/requests/readings/:number/:readingId': ['decide_requests', 422],
  'GET /staff/requests/letters/:letterId': ['see_requests', 200],
  'POST /staff/requests/letters/:letterId': ['decide_requests', 422],
  'GET /staff/approvals': ['see_approvals', 200],
  'GET /staff/approvals/:approvalId': ['see_approvals', 200],
  'POST /staff/approvals/:approvalId': ['approve_changes', 422],
  'GET /staff/months': ['see_months', 200],
  'GET /staff/months/preview': ['see_months', 200],
  'GET /staff/months/closing': ['close_months', 303],
  'POST /staff/months/closing': ['close_months', 422],
  'GET /staff/months/reopening': ['close_months', 200],
  'POST /staff/months/reopening': ['close_months', 409],
  'GET /staff/banks': ['see_bank_money', 200],
  'GET /staff/banks/files': ['decide_bank_money', 200],
  'POST /staff/banks/files': ['decide_bank_money', 422],
  'GET /staff/banks/registries/:registryId': ['see_bank_money', 200],
  'POST /staff/banks/registries/:registryId': ['decide_bank_money', 422],
  'GET /staff/banks/money/:moneyId': ['see_bank_money', 200],
  'POST /staff/banks/money/:moneyId': ['decide_bank_money', 422],
  'GET /staff/banks/differences/:differenceId': ['see_bank_money', 200],
  'POST /staff/banks/differences/:differenceId': ['decide_bank_money', 422],
  'GET /staff/banks/receipts/:receiptId': ['see_bank_money', 200],
  'POST /staff/banks/receipts/:receiptId': ['decide_bank_money', 422],
  'GET /staff/rates': ['see_rates', 200],
  'POST /staff/rates': ['change_rates', 422],
  'GET /staff/rates/check': ['change_rates', 422],
  'GET /staff/audit': ['see_audit', 200],
  'GET /staff/audit.csv': ['see_audit', 200],
};

const routes = Object.entries(access);

let world: World;
let sent: WaitingRequests;
let params: Record<string, string>;

beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  sent = await sendToStaff(world);
  const { owner, asker, ...ids } = sent;
  params = {
    ...Object.fromEntries(Object.entries(ids).map(([name, id]) => [name, String(id)])),
    number: owner.accountNumber,
    userId: String(owner.userId),
    month: '2026-05',
  };
});
afterAll(() => world.stop());

const addressOf = (pattern: string, given = params): string =>
  pattern.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(given[name] ?? ''));

async function ask(visitor: Visitor, route: string, fields = {}, given = params): Promise<Answer> {
  const [method = '', pattern = ''] = route.split(' ');
  if (method === 'GET') return visitor.get(addressOf(pattern, given));
  const page = await visitor.get('/password/forgot');
  const _token = String(page.$('[name=_token]').val());
  return visitor.post(addressOf(pattern, given), { ...fields, _token });
}

/** What a decision would have, so that nothing but the right to decide is missing. */
const wholeForm = {
  decision: 'refused',
  reason: 'проверка',
  value: '8800',
  source: 'phone',
  find: 'Примерова',
  kind: 'disconnected',
  from: '01.11.2026',
  document: 'акт 1',
  validFrom: '01.12.2026',
  share: '50',
  category: 'ветеран',
  subject: 'key_rate',
  month: '2026-11-01',
  part: 'gas',
  way: 'reduce',
  amount: '1',
};

const stateOf = async () => {
  const tables = [
    'personal_account_links',
    'meter_readings',
    'reading_cases',
    'reading_reviews',
    'linking_requests',
    'letters',
    'approvals',
    'account_events',
    'privileges',
    'tariffs',
    'key_rates',
    'payments',
    'bank_registries',
    'book_differences',
    'fiscal_receipts',
    'month_closes',
    'ledger_entries',
    'graphile_worker.jobs',
  ];
  const states = tables.map(async (table) => {
    return (await world.pool.query(`select * from ${table} order by 1, 2`)).rows;
  });
  return Promise.all(states);
};

const looks = async (): Promise<number> =>
  (await world.pool.query('select count(*)::int as count from audit_entries')).rows[0].count;

test('every address of the desk is listed here, and none is made up', async () => {
  const registered = (await listRegisteredRoutes(world)).filter((route) =>
    / \/staff\b/.test(route),
  );
  const listed = registered.filter((route) => !isWayIntoDesk(route));
  expect(listed.toSorted()).toEqual(Object.keys(access).toSorted());
});

describe.each(staffRoles)('%s', (role) => {
  test.each(routes)('%s', async (route, [permission, answer]) => {
    const { visitor } = await createStaff(world, role);
    const isAllowed = may(role, permission);
    const before = await stateOf();
    const given = await ask(visitor, route, isAllowed ? {} : wholeForm);
    expect(given.status).toBe(isAllowed ? answer : 403);
    if (!isAllowed) expect(given.$('h1').text()).toBe('Нет доступа');
    expect(await stateOf()).toEqual(before);
  });
});

test('a resident and a stranger are sent to sign in, whatever they send, and nothing changes', async () => {
  const resident = world.visitor();
  await (await createSubscriber(world)).signIn(resident);
  const before = await stateOf();
  const looksBefore = await looks();
  for (const visitor of [resident, world.visitor()]) {
    for (const [route] of routes) {
      const given = await ask(visitor, route, wholeForm);
      expect([route, given.status]).toEqual([route, 303]);
      expect(given.location).toMatch(/^\/staff\/login(\?|$)/);
      expect(given.text).not.toContain('Примерова');
    }
  }
  expect(await stateOf()).toEqual(before);
  expect(await looks()).toBe(looksBefore);
});

test('a session of staff opens no page of a resident, and a disabled member none at all', async () => {
  const { visitor, staffMemberId } = await createStaff(world, 'administrator');
  for (const address of ['/profile', '/accounts', `/accounts/${sent.owner.accountNumber}`]) {
    expect((await visitor.get(address)).location).toMatch(/^\/login/);
  }
  await world.db
    .updateTable('staff_members')
    .set({ disabled_at: world.clock.now() })
    .where('staff_member_id', '=', staffMemberId)
    .execute();
  expect((await visitor.get('/staff')).location).toMatch(/^\/staff\/login/);
});

test('ids of nothing and of nonsense are 404 for everybody, never 500', async () => {
  const { visitor } = await createStaff(world, 'administrator');
  const { visitor: auditor } = await createStaff(world, 'auditor');
  for (const nonsense of ['999999999', '0', '-1', "1'", 'Ж', '1e9', '99999999999999999999']) {
    const given = Object.fromEntries(Object.keys(params).map((name) => [name, nonsense]));
    for (const [route] of routes.filter(([pattern]) => pattern.includes(':'))) {
      for (const asker of [visitor, auditor]) {
        const { status } = await ask(asker, route, wholeForm, given);
        expect([route, nonsense, [303, 403, 404].includes(status)]).toEqual([
          route,
          nonsense,
          true,
        ]);
      }
    }
  }
});

const hostile = [
  '\u0000',
  '\u202e\ufeff\u2028',
  '\'"\\;--',
  '<script>alert(1)</script>',
  '-1',
  '1e999',
  '9'.repeat(400),
  '\u{1f600}'.repeat(500),
  'Ж'.repeat(2000),
  '31.02.2026',
  '0x10',
  ':* | & ! <->',
  'constructor',
];

test('whatever is typed into the desk, it answers and breaks nothing', async () => {
  const { visitor } = await createStaff(world, 'administrator');
  const page = await visitor.get('/staff');
  const names = ['find', 'query', 'meter', 'value', 'on', 'source', 'corrects', 'rollover'];
  names.push('basis', 'agent', 'template');
  names.push('decision', 'reason', 'personalAccountId', 'meterId', 'cursor', 'before', '_key');
  names.push('kind', 'document', 'validFrom', 'validTo', 'share', 'category', 'subject');
  names.push('month', 'part', 'way', 'amount');
  names.push('number', 'staff', 'action', 'from', 'to', 'done');
  for (const text of hostile) {
    const fields = Object.fromEntries(names.map((name) => [name, text]));
    for (const [route] of routes) {
      const [method, pattern = ''] = route.split(' ');
      const address = addressOf(pattern);
      const answer =
        method === 'GET'
          ? await visitor.get(`${address}?${new URLSearchParams(fields)}`)
          : await ask(visitor, route, fields);
      expect([route, text.slice(0, 20), answer.status < 500]).toEqual([
        route,
        text.slice(0, 20),
        true,
      ]);
      expect(answer.text).not.toContain('<script>alert');
    }
  }
  const twice = new URLSearchParams({ _token: String(page.$('[name=_token]').val()) });
  for (const name of names) for (const text of ['1', '2']) twice.append(name, text);
  for (const [route] of routes.filter(([pattern]) => pattern.startsWith('POST'))) {
    const [, pattern = ''] = route.split(' ');
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: world.url };
    const answer = await visitor.send(addressOf(pattern), { method: 'POST', headers, body: twice });
    expect([route, answer.status < 500]).toEqual([route, true]);
  }
}, 120_000);

test('a form of the desk is taken only with its own token', async () => {
  const { visitor } = await createStaff(world, 'administrator');
  const before = await stateOf();
  for (const [route] of routes.filter(([pattern]) => pattern.startsWith('POST'))) {
    const [, pattern = ''] = route.split(' ');
    const given = await visitor.post(addressOf(pattern), { ...wholeForm, _token: 'made up' });
    expect([route, given.status]).toEqual([route, 403]);
  }
  expect(await stateOf()).toEqual(before);
});
