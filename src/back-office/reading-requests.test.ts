import { afterAll, beforeAll, expect, test } from 'vitest';
import { decideReadingCase } from '#src/meters/decide-reading-case.ts';
import { openReadingCase } from '#src/meters/open-reading-case.ts';
import { reviewReading } from '#src/meters/review-reading.ts';
import { submitReading } from '#src/meters/submit-reading.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, decideAt, deedOf, type StaffAtDesk } from '#test/staff.ts';
import { addMeter, createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { askAboutRollover, sendImprobable } from '#test/waiting-requests.ts';

let world: World;
let desk: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld();
  desk = await createStaff(world, 'operator');
});
afterAll(() => world.stop());

const decide = (address: string, fields: Record<string, string>) => decideAt(desk, address, fields);

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
