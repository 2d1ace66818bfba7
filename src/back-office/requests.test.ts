import { afterAll, beforeAll, expect, test } from 'vitest';
import { decideReadingCase } from '#src/meters/decide-reading-case.ts';
import { openReadingCase } from '#src/meters/open-reading-case.ts';
import { reviewReading } from '#src/meters/review-reading.ts';
import { submitReading } from '#src/meters/submit-reading.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { addMeter, createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { askAboutRollover, failLetter, sendImprobable } from '#test/waiting-requests.ts';
import { decideLetter } from './decide-letter.ts';

let world: World;
let desk: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld();
  desk = await createStaff(world, 'operator');
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

test('a rollover that staff believe counts as one, and the resident sees who checked it', async () => {
  const owner = await createSubscriber(world);
  const caseId = await askAboutRollover(world, owner);
  const number = owner.accountNumber;
  const address = href('staffReadingCase', { number, caseId });
  expect(textOf(await desk.visitor.get(address))).toContain('Смотрели вместе с соседом');
  const done = await decide(address, { decision: 'accepted', reason: 'видно на фото' });
  expect(done.status).toBe(303);
  const kept = await world.db
    .selectFrom('meter_readings')
    .select(['value_m3', 'is_rollover', 'status', 'user_id', 'staff_member_id'])
    .where('personal_account_id', '=', owner.personalAccountId)
    .where('source', '=', 'cabinet')
    .execute();
  expect(kept).toEqual([
    {
      value_m3: '57.000',
      is_rollover: true,
      status: 'accepted',
      user_id: owner.userId,
      staff_member_id: desk.staffMemberId,
    },
  ]);
  const page = textOf(await (await visitorOf(owner)).get(`/accounts/${number}/readings`));
  expect(page).toContain('Учли');
  expect(page).toContain('видно на фото');
  expect(page).toContain('проверил сотрудник');
  expect((await world.waitForLetter(owner.email, 'учли его')).text).toContain('видно на фото');
});

test('a replaced meter is believed once the new one is there', async () => {
  const owner = await createSubscriber(world);
  const number = owner.accountNumber;
  const opened = await openReadingCase(world.deps, owner.actor, {
    number,
    kind: 'meter_replaced',
    value: '12',
  });
  if (!opened.ok) throw new Error(opened.code);
  const { caseId } = opened.readingCase;
  const address = href('staffReadingCase', { number, caseId });
  const early = await decide(address, { decision: 'accepted', reason: 'заменили' });
  expect(early.status).toBe(422);
  expect(textOf(early)).toContain('Нового счётчика ещё нет в базе');
  await addMeter(world, owner.personalAccountId, { serial_number: '00020002' });
  const page = await desk.visitor.get(address);
  const meterId = String(page.$('[name=meterId] option').attr('value'));
  const done = await desk.visitor.submit(
    page,
    { decision: 'accepted', reason: 'заменили', meterId },
    'Решить',
  );
  expect(done.status).toBe(303);
});

test('twenty who decide one case at once: one decides, and one reading at most comes in', async () => {
  const owner = await createSubscriber(world);
  const caseId = await askAboutRollover(world, owner);
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, index) =>
      decideReadingCase(world.deps, desk.actor, {
        number: owner.accountNumber,
        caseId,
        state: index % 2 ? 'accepted' : 'refused',
        deed: deedOf(desk),
      }),
    ),
  );
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  const readings = await world.db
    .selectFrom('meter_readings')
    .select('meter_reading_id')
    .where('personal_account_id', '=', owner.personalAccountId)
    .where('source', '=', 'cabinet')
    .execute();
  const { state } = await world.db
    .selectFrom('reading_cases')
    .select('state')
    .where('reading_case_id', '=', caseId)
    .executeTakeFirstOrThrow();
  expect(readings).toHaveLength(state === 'accepted' ? 1 : 0);
});

test('an improbable reading waits for staff, and is confirmed or taken back', async () => {
  const [calm, wrong] = [await createSubscriber(world), await createSubscriber(world)];
  const kept = await sendImprobable(world, calm);
  const voided = await sendImprobable(world, wrong);
  const queue = textOf(await desk.visitor.get('/staff/requests'));
  expect(queue).toContain(calm.accountNumber);
  await decide(href('staffImprobable', { number: calm.accountNumber, readingId: kept.readingId }), {
    decision: 'confirmed',
    reason: 'новый котёл',
  });
  await decide(
    href('staffImprobable', { number: wrong.accountNumber, readingId: voided.readingId }),
    { decision: 'voided', reason: 'лишняя цифра' },
  );
  const after = textOf(await desk.visitor.get('/staff/requests'));
  expect(after).not.toContain(calm.accountNumber);
  expect(after).not.toContain(wrong.accountNumber);
  const letter = await world.waitForLetter(wrong.email, 'больше не учитываем');
  expect(letter.text).toContain('лишняя цифра');
  const page = textOf(
    await (await visitorOf(wrong)).get(`/accounts/${wrong.accountNumber}/readings`),
  );
  expect(page).toContain('Отозвано');
});

test('twenty who review one reading at once, while the resident corrects it: one outcome', async () => {
  for (let round = 0; round < 5; round += 1) {
    const owner = await createSubscriber(world);
    const { readingId } = await sendImprobable(world, owner);
    const number = owner.accountNumber;
    const correction = submitReading(world.deps, owner.actor, {
      number,
      value: '8700',
      correctsReadingId: readingId,
      source: 'cabinet',
    });
    const reviews = await Promise.all(
      Array.from({ length: 20 }, () =>
        reviewReading(world.deps, desk.actor, {
          number,
          readingId,
          outcome: 'voided',
          deed: deedOf(desk),
        }),
      ),
    );
    const corrected = await correction;
    expect(reviews.filter(({ ok }) => ok).length + Number(corrected.ok)).toBe(1);
  }
});

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
