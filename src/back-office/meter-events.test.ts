import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { closeMonth } from '#src/billing/close-month.ts';
import { seedRates } from '#src/billing/rates-store.ts';
import { verifyLedger } from '#src/billing/verify-ledger.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { runOchag } from '#test/ochag.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';

// What an inspector did to a meter and a person at the desk enters, the meter itself must show: the
// resident is not asked for a reading of a counter that hangs in a laboratory.
let world: World;
let operator: StaffAtDesk;
let accountant: StaffAtDesk;

beforeAll(async () => {
  world = await startWorld({ now: '2026-10-08T10:00:00+02:00', hasWorker: false });
  await seedRates(world.db, { profile: world.supplier, now: world.clock.now() });
  operator = await createStaff(world, 'operator');
  accountant = await createStaff(world, 'accountant');
});
afterAll(() => world.stop());

const newHome = () =>
  createSubscriber(world, {
    personalAccount: { opening_balance_on: '2026-09-01', opening_balance_kopecks: 0 },
    meters: [
      {
        readings: [
          ['2026-08-21', '8600'],
          ['2026-09-21', '8642'],
        ],
      },
    ],
  });

async function meterOf({ personalAccountId }: Subscriber) {
  const { rows } = await world.pool.query(
    'select removed_on, sealed_on from meters where personal_account_id = $1',
    [personalAccountId],
  );
  return rows[0];
}

const revisionsOf = async ({ personalAccountId }: Subscriber): Promise<number> =>
  (
    await world.pool.query(
      `select count(*)::int as count from meter_revisions where personal_account_id = $1
         and ended_by_event_id is not null`,
      [personalAccountId],
    )
  ).rows[0].count;

type Fields = { kind: string; from: string; to?: string };

async function enter(home: Subscriber, fields: Fields, button = 'Внести событие') {
  const { accountNumber: number, meters } = home;
  const meter = String(meters[0]?.meterId);
  const address = href('staffEventCheck', { number });
  const page = await operator.visitor.get(
    `${address}?${new URLSearchParams({ ...fields, meter })}`,
  );
  expect(page.status, textOf(page)).toBe(200);
  const sent = await operator.visitor.submit(page, { document: 'акт 5' }, button);
  expect(sent.status).toBe(303);
  return page;
}

/** Takes back the event that is the newest in the list. */
async function takeBackNewest({ accountNumber: number }: Subscriber) {
  const list = await operator.visitor.get(href('staffEvents', { number }));
  const address = list.$('a:contains("Отменить")').first().attr('href') ?? '';
  const form = await operator.visitor.get(address);
  const done = await operator.visitor.submit(form, { reason: 'не тот счёт' }, 'Отменить');
  expect(done.status).toBe(303);
}

async function asksForReading(home: Subscriber): Promise<boolean> {
  const visitor = world.visitor();
  await home.signIn(visitor);
  const page = await visitor.get(href('account', { number: home.accountNumber }));
  expect(page.status).toBe(200);
  return page.$('input[name=value]').length > 0;
}

test('a meter that was taken away is gone, that was put back is there, and each can be taken back', async () => {
  const home = await newHome();
  const before = { removed_on: null, sealed_on: '2020-01-01' };
  expect(await meterOf(home)).toEqual(before);
  expect(await asksForReading(home)).toBe(true);

  await enter(home, { kind: 'removed_for_verification', from: '02.10.2026' });
  expect(await meterOf(home)).toEqual({ removed_on: '2026-10-02', sealed_on: '2020-01-01' });
  expect(await asksForReading(home)).toBe(false);
  await enter(home, { kind: 'installed', from: '06.10.2026' });
  expect(await meterOf(home)).toEqual({ removed_on: null, sealed_on: '2026-10-06' });
  expect(await asksForReading(home)).toBe(true);
  expect(await revisionsOf(home)).toBe(2);

  await takeBackNewest(home);
  expect(await meterOf(home)).toEqual({ removed_on: '2026-10-02', sealed_on: '2020-01-01' });
  await takeBackNewest(home);
  expect(await meterOf(home)).toEqual(before);
});

test('a removal that was over when it was entered leaves the meter where it is', async () => {
  const home = await newHome();
  const fields = { kind: 'removed_for_verification', from: '01.10.2026', to: '05.10.2026' };
  await enter(home, fields);
  expect(await meterOf(home)).toEqual({ removed_on: null, sealed_on: '2020-01-01' });
  expect(await revisionsOf(home)).toBe(0);
});

test('what a register had said of a meter stays, whatever event of that day is taken back', async () => {
  const home = await newHome();
  const told = async (sealedOn: string, removedOn: string | null) => {
    await world.pool.query(
      'update meters set sealed_on = $2, removed_on = $3 where personal_account_id = $1',
      [home.personalAccountId, sealedOn, removedOn],
    );
    return { removed_on: removedOn, sealed_on: sealedOn };
  };
  const sealed = await told('2026-10-06', null);
  await enter(home, { kind: 'installed', from: '06.10.2026' });
  await takeBackNewest(home);
  expect(await meterOf(home)).toEqual(sealed);
  const removed = await told('2026-10-06', '2026-10-07');
  await enter(home, { kind: 'replaced', from: '07.10.2026' });
  await takeBackNewest(home);
  expect(await meterOf(home)).toEqual(removed);
});

test('an event of a file that is taken back at the desk gives the meter back as it was', async () => {
  const home = await newHome();
  const serial = home.meters[0]?.serialNumber;
  const folder = await mkdtemp(join(tmpdir(), 'ochag-'));
  try {
    const file = join(folder, 'events.csv');
    const line = `${home.accountNumber};${serial};заменён;03.10.2026;;;акт 7`;
    await writeFile(file, `Лицевой счёт;Заводской номер;Событие;С;По;Значение;Документ\n${line}\n`);
    const loaded = await runOchag(world.deps, ['import', 'events', file]);
    expect(loaded, loaded.said).toMatchObject({ exitCode: 0 });
  } finally {
    await rm(folder, { recursive: true });
  }
  expect(await meterOf(home)).toEqual({ removed_on: '2026-10-03', sealed_on: '2020-01-01' });
  await takeBackNewest(home);
  expect(await meterOf(home)).toEqual({ removed_on: null, sealed_on: '2020-01-01' });
});

test('of two papers about one removal the meter is gone until both are taken back', async () => {
  const home = await newHome();
  await enter(home, { kind: 'removed_for_verification', from: '02.10.2026' });
  await enter(home, { kind: 'replaced', from: '02.10.2026' });
  await takeBackNewest(home);
  expect(await meterOf(home)).toMatchObject({ removed_on: '2026-10-02' });
  await takeBackNewest(home);
  expect(await meterOf(home)).toEqual({ removed_on: null, sealed_on: '2020-01-01' });
});

test('a check page moves no meter', async () => {
  const home = await newHome();
  const [meter] = home.meters;
  const fields = { kind: 'replaced', from: '01.10.2026', meter: String(meter?.meterId) };
  const address = href('staffEventCheck', { number: home.accountNumber });
  const page = await operator.visitor.get(`${address}?${new URLSearchParams(fields)}`);
  expect(page.status).toBe(200);
  expect(await meterOf(home)).toEqual({ removed_on: null, sealed_on: '2020-01-01' });
});

test('a removal in a closed month waits for two, and its proof still adds up', async () => {
  const home = await newHome();
  const closed = await closeMonth(world.deps, { month: '2026-09-01', actor: system('test') });
  expect(closed).toMatchObject({ ok: true });
  world.clock.advance({ minutes: 5 });
  const fields = { kind: 'replaced', from: '25.09.2026' };
  await enter(home, fields, 'Предложить событие');
  expect(await meterOf(home)).toMatchObject({ removed_on: null });
  const list = await accountant.visitor.get(href('staffApprovals'));
  const link = list.$(`tr:contains("${home.accountNumber}") a`).first().attr('href') ?? '';
  const decision = { decision: 'approved', reason: 'акт видел' };
  const open = await accountant.visitor.get(link);
  expect((await accountant.visitor.submit(open, decision, 'Решить')).status).toBe(303);
  expect(await meterOf(home)).toMatchObject({ removed_on: '2026-09-25' });

  const client = await world.pool.connect();
  try {
    const { db, supplier } = world;
    const found = await verifyLedger(client, { db, rules: supplier.billing });
    expect(found).toMatchObject({ notRecomputed: 1, difference: null });
  } finally {
    client.release();
  }
});
