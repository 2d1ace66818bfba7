import { afterAll, beforeAll, expect, test } from 'vitest';
import { decideLinkingRequest } from '#src/personal-accounts/decide-linking-request.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { askToLink } from '#test/waiting-requests.ts';

let world: World;
let desk: StaffAtDesk;
let colleague: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld();
  desk = await createStaff(world, 'operator');
  colleague = await createStaff(world, 'administrator');
});
afterAll(() => world.stop());

const deedOf = ({ name }: StaffAtDesk, reason = 'проверили') => ({
  actorName: name,
  requestId: 'r',
  reason,
});

async function decide(address: string, fields: Record<string, string>) {
  const page = await desk.visitor.get(address);
  return desk.visitor.submit(page, fields, 'Решить');
}

const visitorOf = async (subscriber: Subscriber) => {
  const visitor = world.visitor();
  await subscriber.signIn(visitor);
  return visitor;
};

const seesAccount = async (subscriber: Subscriber, personalAccountId: number) => {
  const rows = await world.db
    .selectFrom('personal_account_links')
    .select('proof')
    .where('user_id', '=', subscriber.userId)
    .where('personal_account_id', '=', personalAccountId)
    .where('ended_at', 'is', null)
    .execute();
  return rows.map(({ proof }) => proof);
};

test('linking accepted: the account is linked, both sides are told, and it is recorded', async () => {
  const [owner, asker] = [await createSubscriber(world), await createSubscriber(world)];
  const requestId = await askToLink(world, asker, owner.accountNumber);
  const address = href('staffLinkingRequest', { requestId });
  expect(textOf(await desk.visitor.get('/staff/requests'))).toContain(owner.accountNumber);
  expect(textOf(await desk.visitor.get(address))).toContain('Купили квартиру в октябре');

  const empty = await decide(address, {});
  expect(empty.status).toBe(422);
  expect(empty.$('.ds-error-summary a').length).toBe(2);
  const done = await decide(address, { decision: 'accepted', reason: 'показал договор' });
  expect(done.location).toBe('/staff/requests?done=accepted');

  expect(await seesAccount(asker, owner.personalAccountId)).toEqual(['staff']);
  const told = await world.waitForLetter(asker.email, `${owner.accountNumber} добавлен`);
  expect(told.text).toContain('показал договор');
  const warned = await world.waitForLetter(owner.email, 'добавил ещё один пользователь');
  expect(warned.text).toContain('сотрудник проверил его документы');
  const visitor = await visitorOf(asker);
  const state = textOf(await visitor.get('/accounts/link'));
  expect(state).toContain('Счёт добавлен');
  expect(state).toContain('показал договор');
  expect(textOf(await visitor.get('/accounts'))).toContain('показал договор');
  const { rows } = await world.pool.query(
    `select reason from audit_entries where action = 'accept_linking' and user_id = $1`,
    [asker.userId],
  );
  expect(rows).toEqual([{ reason: 'показал договор' }]);
});

test('linking refused: nothing is linked, and the person reads why', async () => {
  const [owner, asker] = [await createSubscriber(world), await createSubscriber(world)];
  const requestId = await askToLink(world, asker, owner.accountNumber);
  await decide(href('staffLinkingRequest', { requestId }), {
    decision: 'refused',
    reason: 'пришлите договор',
  });
  expect(await seesAccount(asker, owner.personalAccountId)).toEqual([]);
  const letter = await world.waitForLetter(asker.email, 'не добавлен');
  expect(letter.text).toContain('пришлите договор');
  expect(textOf(await (await visitorOf(asker)).get('/support'))).toContain('пришлите договор');
});

test('a number that nobody has can only be refused', async () => {
  const asker = await createSubscriber(world);
  const requestId = await askToLink(world, asker, '390999999999');
  const page = await desk.visitor.get(href('staffLinkingRequest', { requestId }));
  expect(page.$('[value=accepted]')).toHaveLength(0);
  const forced = await desk.visitor.submit(page, { decision: 'accepted', reason: 'да' }, 'Решить');
  expect(forced.status).toBe(422);
});

test('twenty who decide one linking at once: one decides, the others see the truth', async () => {
  const [owner, asker] = [await createSubscriber(world), await createSubscriber(world)];
  const linkingRequestId = await askToLink(world, asker, owner.accountNumber);
  const { personalAccountId } = owner;
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) => {
      const who = index % 2 ? desk : colleague;
      return decideLinkingRequest(world.deps, who.actor, {
        linkingRequestId,
        state: index % 3 ? 'accepted' : 'refused',
        personalAccountId,
        deed: deedOf(who),
      });
    }),
  );
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(results.filter((one) => !one.ok && one.code === 'decided_already')).toHaveLength(19);
  const { state } = await world.db
    .selectFrom('linking_requests')
    .select('state')
    .where('linking_request_id', '=', linkingRequestId)
    .executeTakeFirstOrThrow();
  const links = await seesAccount(asker, personalAccountId);
  expect(links).toHaveLength(state === 'accepted' ? 1 : 0);
});

test('who comes second is shown what was decided, and by whom', async () => {
  const [owner, asker] = [await createSubscriber(world), await createSubscriber(world)];
  const requestId = await askToLink(world, asker, owner.accountNumber);
  const page = await desk.visitor.get(href('staffLinkingRequest', { requestId }));
  await decideLinkingRequest(world.deps, colleague.actor, {
    linkingRequestId: requestId,
    state: 'refused',
    deed: deedOf(colleague, 'нет документов'),
  });
  const late = await desk.visitor.submit(page, { decision: 'accepted', reason: 'да' }, 'Решить');
  expect(late.status).toBe(409);
  expect(textOf(late)).toContain('решил другой сотрудник');
  expect(textOf(late)).toContain('нет документов');
  expect(textOf(late)).toContain(colleague.name);
});
