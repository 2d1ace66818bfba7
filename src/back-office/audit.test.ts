import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordEntries } from '#src/audit/record-entry.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, linkPersonalAccount, type Subscriber } from '#test/subscriber.ts';

let world: World;
let auditor: StaffAtDesk;
let operator: StaffAtDesk;
let anna: Subscriber;

beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  auditor = await createStaff(world, 'auditor');
  operator = await createStaff(world, 'operator');
  anna = await createSubscriber(world);
});
afterAll(() => world.stop());

const look = (address: string, who = operator) => who.visitor.get(address);
const accountOf = ({ accountNumber: number }: Subscriber) => href('staffAccount', { number });

test('the record is found by account, person, action and day', async () => {
  await look(accountOf(anna));
  const other = await createSubscriber(world);
  await look(accountOf(other), auditor);
  const ask = async (query: Record<string, string>) =>
    (await auditor.visitor.get(`${href('staffAudit')}?${new URLSearchParams(query)}`)).$('tbody');
  expect((await ask({ number: anna.accountNumber })).text()).not.toContain(other.accountNumber);
  const byStaff = (await ask({ staff: String(operator.staffMemberId) })).text();
  expect(byStaff).toContain(operator.name);
  expect(byStaff).not.toContain(auditor.name);
  expect((await ask({ action: 'look_at_audit' })).text()).not.toContain('страница счёта');
  expect((await ask({ from: '23.11.2026', to: '23.11.2026' })).find('tr').length).toBeGreaterThan(
    2,
  );
  expect((await ask({ from: '24.11.2026' })).find('tr')).toHaveLength(0);
});

test('what is asked wrongly is said, and nothing is shown instead', async () => {
  const page = await auditor.visitor.get(
    `${href('staffAudit')}?number=390999999999&from=31.02.2026`,
  );
  expect(page.status).toBe(422);
  expect(page.$('.ds-error-summary a')).toHaveLength(2);
  expect(page.$('tbody tr')).toHaveLength(0);
});

test('page by page every entry comes once, and new ones meanwhile shift nothing', async () => {
  const { actor, name: actorName } = operator;
  const { personalAccountId } = await createSubscriber(world);
  const { number } = await world.db
    .selectFrom('personal_accounts')
    .select('number')
    .where('personal_account_id', '=', personalAccountId)
    .executeTakeFirstOrThrow();
  const add = (from: number, to: number) =>
    recordEntries(
      world.db,
      actor,
      Array.from({ length: to - from }, (_, index) => ({
        action: 'look_at_account',
        actorName,
        personalAccountId,
        subject: `mark:${from + index}`,
        now: world.clock.now(),
      })),
    );
  await add(0, 120);
  const seen: string[] = [];
  let address = `${href('staffAudit')}?number=${number}`;
  for (let page = 0; address && page < 10; page += 1) {
    const shown = await auditor.visitor.get(address);
    seen.push(...(shown.text.match(/mark:\d+/g) ?? []));
    address = shown.$('a:contains("более ранние")').attr('href') ?? '';
    await add(200 + page, 201 + page);
  }
  expect(seen).toHaveLength(120);
  expect(new Set(seen).size).toBe(120);
});

test('the file for a spreadsheet holds what the page does, and no formula', async () => {
  await recordEntries(world.db, operator.actor, [
    {
      action: 'void_reading',
      actorName: operator.name,
      personalAccountId: anna.personalAccountId,
      reason: '=HYPERLINK("http://example.com")',
      now: world.clock.now(),
    },
  ]);
  const file = await auditor.visitor.get(
    `${href('staffAuditCsv')}?number=${anna.accountNumber}&action=void_reading`,
  );
  expect(file.headers.get('content-type')).toContain('text/csv');
  const [heading, line, more] = file.text.trim().split('\n');
  expect(heading).toContain('Когда');
  expect(line).toContain(anna.accountNumber);
  expect(line).toContain(`'=HYPERLINK`);
  expect(more).toBeUndefined();
});

test('looking into the record is in the record', async () => {
  await auditor.visitor.get(href('staffAudit'));
  const { rows } = await world.pool.query(
    `select 1 from audit_entries where action = 'look_at_audit' and actor_id = $1`,
    [auditor.staffMemberId],
  );
  expect(rows.length).toBeGreaterThan(0);
});

async function looksOf(subscriber: Subscriber) {
  const visitor = world.visitor();
  await subscriber.signIn(visitor);
  const profile = await visitor.get('/profile');
  const address = profile.$('a:contains("Кто смотрел мои данные")').attr('href') ?? '';
  return visitor.get(address);
}

test('a resident sees who of the staff looked at what, by name and role, and not why', async () => {
  const boris = await createSubscriber(world);
  expect(textOf(await looksOf(boris))).toContain('Никто из сотрудников ваши данные не смотрел');
  await look(accountOf(boris));
  await look(href('staffAccountContacts', { number: boris.accountNumber }));
  const page = textOf(await looksOf(boris));
  expect(page).toContain(`${operator.name}, оператор`);
  expect(page).toContain('страница счёта');
  expect(page).toContain('телефон и почта');
});

test('nobody sees looks at somebody else’s account or contacts', async () => {
  const [one, other] = [await createSubscriber(world), await createSubscriber(world)];
  await linkPersonalAccount(world, {
    userId: other.userId,
    personalAccountId: one.personalAccountId,
  });
  await look(href('staffAccountContacts', { number: one.accountNumber }));
  const contacts = (page: Awaited<ReturnType<typeof looksOf>>) =>
    page.$('tbody tr:contains("телефон и почта")').length;
  // Both live there: each sees the look at their own contacts, and not the other's.
  expect(contacts(await looksOf(one))).toBe(1);
  expect(contacts(await looksOf(other))).toBe(1);
  expect((await looksOf(anna)).text).not.toContain(one.accountNumber);
});

test('a former resident sees looks up to the change of holder, a new one only since', async () => {
  const former = await createSubscriber(world);
  const { personalAccountId } = former;
  const fresh = await createSubscriber(world);
  const entry = { action: 'look_at_account', actorName: operator.name, personalAccountId };
  await recordEntries(world.db, operator.actor, [
    { ...entry, subject: 'before', now: new Date('2026-11-09T12:00:00Z') },
    { ...entry, subject: 'after', now: new Date('2026-11-11T12:00:00Z') },
  ]);
  await world.db
    .updateTable('personal_accounts')
    .set({ holder_since: '2026-11-10' })
    .where('personal_account_id', '=', personalAccountId)
    .execute();
  await world.db
    .updateTable('personal_account_links')
    .set({ visible_until: '2026-11-10' })
    .where('user_id', '=', former.userId)
    .execute();
  await linkPersonalAccount(world, { userId: fresh.userId, personalAccountId });
  const daysOf = (page: Awaited<ReturnType<typeof looksOf>>) =>
    page
      .$('tbody th')
      .toArray()
      .map((cell) => page.$(cell).text().replace(/\s+/g, ' ').slice(0, 11));
  expect(daysOf(await looksOf(former))).toEqual(['9 ноября 20']);
  expect(daysOf(await looksOf(fresh))).toEqual(['11 ноября 2']);
});
