import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, decideAt, deedOf, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber } from '#test/subscriber.ts';
import { failLetter } from '#test/waiting-requests.ts';
import { decideLetter } from './decide-letter.ts';

let world: World;
let desk: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld();
  desk = await createStaff(world, 'operator');
});
afterAll(() => world.stop());

const decide = (address: string, fields: Record<string, string>) => decideAt(desk, address, fields);

test('a failed letter is sent again, to the present address too, or closed; once', async () => {
  const owner = await createSubscriber(world);
  const [again, moved, closed] = [
    await failLetter(world, owner),
    await failLetter(world, owner),
    await failLetter(world, owner),
  ];
  await decide(href('staffLetter', { letterId: again }), {
    decision: 'again',
    reason: 'ящик освободили',
  });
  await world.waitForLetter(owner.email, 'Пароль');
  const email = `new.${owner.email}`;
  await world.db
    .updateTable('users')
    .set({ email, email_key: email })
    .where('user_id', '=', owner.userId)
    .execute();
  await decide(href('staffLetter', { letterId: moved }), {
    decision: 'new_address',
    reason: 'сменил почту',
  });
  await world.waitForLetter(email, 'Пароль');
  await decide(href('staffLetter', { letterId: closed }), {
    decision: 'closed',
    reason: 'звонили',
  });
  const page = textOf(await desk.visitor.get(href('staffLetter', { letterId: closed })));
  expect(page).toContain('звонили');

  const letterId = await failLetter(world, { ...owner, email });
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      decideLetter(world.deps, desk.actor, {
        letterId,
        decision: index % 2 ? 'again' : 'closed',
        deed: deedOf(desk),
      }),
    ),
  );
  // A letter that is sent again may fail again, but not within this moment.
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
});

test('a letter goes to no mailbox that the person has given up', async () => {
  const owner = await createSubscriber(world);
  const letterId = await failLetter(world, owner);
  const email = `moved.${owner.email}`;
  await world.db
    .updateTable('users')
    .set({ email, email_key: email })
    .where('user_id', '=', owner.userId)
    .execute();
  const page = await desk.visitor.get(href('staffLetter', { letterId }));
  expect(page.$('[name=decision]').toArray().length).toBe(2);
  expect(textOf(page)).not.toContain('на тот же адрес');
  const forced = { decision: 'again', reason: 'по привычке' };
  const token = String(page.$('[name=_token]').val());
  const answer = await desk.visitor.post(href('staffLetter', { letterId }), {
    ...forced,
    _token: token,
  });
  expect(answer.status).toBe(422);
  expect(textOf(answer)).toContain('Почта у человека с тех пор другая');
});

test('the letter that proves a new mailbox, or warns the old one, goes nowhere else', async () => {
  const owner = await createSubscriber(world);
  for (const kind of ['email_change', 'email_changed']) {
    const letterId = await failLetter(world, { ...owner, email: 'other@example.ru' }, kind);
    const address = href('staffLetter', { letterId });
    const page = await desk.visitor.get(address);
    expect(textOf(page)).not.toContain('нынешний адрес');
    const answer = await desk.visitor.post(address, {
      decision: 'new_address',
      reason: 'просит прислать сюда',
      _token: String(page.$('[name=_token]').val()),
    });
    expect(answer.status, kind).toBe(422);
    const { to_address: to, state } = await world.db
      .selectFrom('letters')
      .select(['to_address', 'state'])
      .where('letter_id', '=', letterId)
      .executeTakeFirstOrThrow();
    expect([to, state], kind).toEqual(['other@example.ru', 'failed']);
  }
});

test('staff cannot send a letter to an address that they type', async () => {
  const owner = await createSubscriber(world);
  const letterId = await failLetter(world, owner);
  const address = href('staffLetter', { letterId });
  await decide(address, { decision: 'again', reason: 'да' }).catch(() => null);
  const page = await desk.visitor.get('/staff');
  await desk.visitor.post(address, {
    _token: String(page.$('[name=_token]').val()),
    decision: 'new_address',
    reason: 'да',
    to: 'thief@example.com',
  });
  const { to_address: to } = await world.db
    .selectFrom('letters')
    .select('to_address')
    .where('letter_id', '=', letterId)
    .executeTakeFirstOrThrow();
  expect(to).toBe(owner.email);
});
