import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, linkPersonalAccount, type Subscriber } from '#test/subscriber.ts';
import { sendToStaff } from '#test/waiting-requests.ts';

let world: World;
let desk: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  desk = await createStaff(world, 'administrator');
});
afterAll(() => world.stop());

/** «Кто смотрел мои данные», as lines. */
async function looksOf(subscriber: Subscriber): Promise<string[]> {
  const visitor = world.visitor();
  await subscriber.signIn(visitor);
  const page = await visitor.get(href('profileLooks'));
  return page
    .$('tbody tr')
    .toArray()
    .map((row) => page.$(row).text().replace(/\s+/g, ' '));
}

const linesWith = async (subscriber: Subscriber, words: string): Promise<number> =>
  (await looksOf(subscriber)).filter((line) => line.includes(words)).length;

test('who stands in a queue is told of the look, once an hour whatever often it is opened', async () => {
  const { owner, asker } = await sendToStaff(world);
  const outsider = await createSubscriber(world);
  for (let turn = 0; turn < 3; turn += 1) await desk.visitor.get(href('staffRequests'));
  for (const one of [owner, asker]) {
    expect(await linesWith(one, 'очередь заявок'), one.email).toBeGreaterThan(0);
  }
  const before = await linesWith(asker, 'очередь заявок');
  expect(before).toBe(1);
  const colleague = await createStaff(world, 'operator');
  await colleague.visitor.get(href('staffRequests'));
  expect(await linesWith(asker, colleague.name)).toBe(1);
  expect(await looksOf(outsider)).toEqual([]);
});

test('a proposal in a list and on its page is a look at the account, and at the person', async () => {
  const { owner, approvalId } = await sendToStaff(world);
  await desk.visitor.get(href('staffApprovals'));
  expect(await linesWith(owner, 'список предложений')).toBe(1);
  await world.db
    .updateTable('personal_account_links')
    .set({ ended_at: world.clock.now() })
    .where('user_id', '=', owner.userId)
    .execute();
  await desk.visitor.get(href('staffApproval', { approvalId }));
  // Not through the account, which they see no more.
  expect(await linesWith(owner, 'предложение коллеги')).toBe(1);
});

test('on the page of an account former residents and those who ask for it are looked at too', async () => {
  const { owner, asker } = await sendToStaff(world);
  const former = await createSubscriber(world);
  const { personalAccountId } = owner;
  await linkPersonalAccount(world, {
    userId: former.userId,
    personalAccountId,
    visible_until: '2026-06-01',
    visible_until_reason: 'holder_changed',
  });
  await desk.visitor.get(href('staffAccount', { number: owner.accountNumber }));
  for (const one of [owner, asker, former]) {
    expect(await linesWith(one, 'страница счёта'), one.email).toBe(1);
  }
});

test('the record asked about one account is a look at it; as a file too', async () => {
  const owner = await createSubscriber(world);
  const query = `?number=${owner.accountNumber}`;
  await desk.visitor.get(href('staffAudit') + query);
  await desk.visitor.get(href('staffAuditCsv') + query);
  await desk.visitor.get(href('staffAudit'));
  await desk.visitor.get(`${href('staffAudit')}?number=390999999999`);
  expect(await linesWith(owner, 'журнал')).toBe(2);
});

test('accounts opened in this shift are offered again; those of yesterday are not shown unseen', async () => {
  const owner = await createSubscriber(world);
  const someone = await createStaff(world, 'operator');
  await someone.visitor.get(href('staffAccount', { number: owner.accountNumber }));
  const offered = async () => textOf(await someone.visitor.get(href('staff'))).replace(/\s/g, '');
  expect(await offered()).toContain(owner.accountNumber);
  world.clock.advance({ hours: 13 });
  const now = world.clock.now();
  const still = { last_seen_at: now, expires_at: new Date(now.getTime() + 3_600_000) };
  await world.db.updateTable('staff_sessions').set(still).execute();
  expect(await offered()).toContain('Поисксчетов');
  expect(await offered()).not.toContain(owner.accountNumber);
  world.clock.advance({ hours: -13 });
});
