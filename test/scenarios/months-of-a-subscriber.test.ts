import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { resident } from '#src/actor.ts';
import { importReadings } from '#src/exchange/import-readings.ts';
import { importRegister } from '#src/exchange/import-register.ts';
import type { ImportOptions } from '#src/exchange/import-types.ts';
import { listConsumption } from '#src/meters/list-consumption.ts';
import { checkReadings } from '#test/check-readings.ts';
import { startWorld, type World } from '#test/harness.ts';
import { type RegisterRow, registerRow, registerText } from '#test/register-world.ts';
import { becomeUser, newPerson } from '#test/registration.ts';
import type { Answer, Visitor } from '#test/visitor.ts';

const number = '390000000001';
const readings = `/accounts/${number}/readings`;
const OLD = '02887570';
const NEW = '77001122';

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld({ now: '2026-11-23T10:00:00+02:00' });
  folder = await mkdtemp(join(tmpdir(), 'ochag-months-'));
});
afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

async function put(text: string): Promise<string> {
  const file = join(folder, `${world.clock.now().getTime()}-${text.length}.csv`);
  await writeFile(file, text);
  return file;
}

async function bringRegister(row: RegisterRow, options: Omit<ImportOptions, 'file'> = {}) {
  const brought = await importRegister(world.deps, {
    file: await put(registerText([row])),
    ...options,
  });
  if (!brought.ok) throw new Error(JSON.stringify(brought.failure));
  expect(brought.summary.lines).toMatchObject({ refused: 0 });
  return brought.summary.counts;
}

async function bringReadings(line: string) {
  const text = `Лицевой счёт;Заводской номер;Дата;Показание;Источник\n${line}\n`;
  const brought = await importReadings(world.deps, { file: await put(text) });
  if (!brought.ok) throw new Error(JSON.stringify(brought.failure));
  return brought.summary.counts;
}

type Person = ReturnType<typeof newPerson>;

async function signIn({ email, password }: Person): Promise<Visitor> {
  const visitor = world.visitor();
  const page = await visitor.get('/login');
  const inside = await visitor.submit(page, { login: email, password });
  expect(inside.status, inside.text).toBe(303);
  return visitor;
}

/** A month in which the person sits down once, looks, and sends what the counter shows. */
async function send(person: Person, value: number): Promise<Answer> {
  const visitor = await signIn(person);
  const page = await visitor.get(readings);
  const meter = page.$('input[name=meter]').first().val();
  const check = await visitor.get(`${readings}/check?meter=${meter}&value=${value}`);
  if (check.status !== 200) return check;
  const taken = await visitor.submit(check, {}, 'Передать показание');
  return taken.status === 303 ? visitor.get(taken.location) : taken;
}

async function joinAs(person: Person, holderLastName: string, pin: string): Promise<void> {
  const visitor = world.visitor();
  expect((await becomeUser(world, visitor, person)).status).toBe(303);
  const form = await visitor.get('/accounts/link');
  const claim = { accountNumber: number, holderLastName, pin };
  const linked = await visitor.submit(form, claim, 'Добавить лицевой счёт');
  expect(linked.location, linked.text).toBe(`/accounts/${number}`);
}

/** What all its months let through, by the very sums that a bill would be made of. */
async function volumeOfAllMonths(): Promise<number> {
  const { rows } = await world.pool.query(
    'select personal_account_id, user_id from personal_account_links where visible_until is null',
  );
  const [{ personal_account_id: personalAccountId, user_id: userId }] = rows;
  const span = { personalAccountId, from: '2026-10-01', to: '2027-09-01' };
  const months = await listConsumption(world.deps, resident(userId), span);
  return months.reduce((sum, { volumeM3 }) => sum + Number(volumeM3 ?? 0), 0);
}

async function standing(): Promise<string[]> {
  const { rows } = await world.pool.query(
    `select m.serial_number || ' ' || r.value_m3::int || ' ' || r.status as line
     from meter_readings r join meters m using (personal_account_id, meter_id)
     order by r.taken_on, r.meter_reading_id`,
  );
  return rows.map(({ line }) => line);
}

const anna = newPerson({ lastName: 'Черных' });
const ivan = newPerson({ lastName: 'Новосёлов' });
const verified = { 'Поверка до': '10.03.2027' };
const renewed = { 'Поверка до': '20.04.2033' };
const replaced = {
  ...renewed,
  'Заводской номер': NEW,
  'Дата ввода': '15.06.2027',
  'Дата пломбы': '15.06.2027',
  'Последнее показание': '0',
  'Дата показания': '15.06.2027',
};
const moved = { ...replaced, Фамилия: 'Новосёлов', Имя: 'Иван', ПИН: '555555' };

type Month = [day: string, what: () => Promise<void>];

/** One holder and one meter, whose verification ends and is renewed. */
const withOldMeter: Month[] = [
  [
    '2026-11-23',
    async () => {
      expect(await bringRegister(registerRow(verified))).toMatchObject({ accountsAdded: 1 });
      await joinAs(anna, 'Черных', '761111');
      expect((await send(anna, 45_400)).text).toContain('45 400'.replace(' ', '\u00a0'));
    },
  ],
  ['2026-12-22', async () => void expect((await send(anna, 45_520)).status).toBe(200)],
  [
    '2027-01-22',
    async () => {
      const file = `${number};${OLD};20.01.2027;45650;телефон`;
      expect(await bringReadings(file)).toMatchObject({ readingsAdded: 1 });
      expect((await send(anna, 45_600)).status).toBe(422);
    },
  ],
  ['2027-02-22', async () => void expect((await send(anna, 45_780)).status).toBe(200)],
  [
    '2027-03-22',
    async () => expect((await send(anna, 45_900)).text).toContain('Поверка счётчика закончилась'),
  ],
  [
    '2027-04-22',
    async () => {
      expect(await bringRegister(registerRow(renewed))).toMatchObject({ metersChanged: 1 });
      expect((await send(anna, 45_700)).status).toBe(422);
      expect((await send(anna, 45_990)).status).toBe(200);
    },
  ],
  ['2027-05-22', async () => void expect((await send(anna, 46_020)).status).toBe(200)],
];

/** Another meter, then another holder. */
const withNewMeter: Month[] = [
  [
    '2027-06-22',
    async () => {
      const all = { isFull: true, confirmEnded: 1 };
      const counts = await bringRegister(registerRow(replaced), all);
      expect(counts).toMatchObject({ metersAdded: 1, metersEnded: 1 });
      expect((await send(anna, 3)).status).toBe(200);
    },
  ],
  ['2027-07-22', async () => void expect((await send(anna, 12)).status).toBe(200)],
  [
    '2027-08-22',
    async () => {
      const counts = await bringRegister(registerRow(moved));
      expect(counts).toMatchObject({ holdersChanged: 1, accessEnded: 1 });
      await joinAs(ivan, 'Новосёлов', '555555');
      expect((await send(ivan, 25)).status).toBe(200);
      const visitor = await signIn(anna);
      const seen = await visitor.get(readings);
      expect(seen.$('input[name=value]')).toHaveLength(0);
      expect(seen.$('tbody').text()).not.toMatch(/\b25\b/);
    },
  ],
  ['2027-09-22', async () => void expect((await send(ivan, 41)).status).toBe(200)],
];

test('a home lives eleven months, and after each its readings are in order', async () => {
  for (const [day, what] of [...withOldMeter, ...withNewMeter]) {
    world.clock.set(`${day}T10:00:00+02:00`);
    await what();
    expect(await checkReadings(world.pool), day).toEqual([]);
  }
  expect(await standing()).toEqual([
    `${OLD} 45311 accepted`,
    `${OLD} 45400 accepted`,
    `${OLD} 45520 accepted`,
    `${OLD} 45650 accepted`,
    `${OLD} 45780 accepted`,
    `${OLD} 45900 stored`,
    `${OLD} 45990 accepted`,
    `${OLD} 46020 accepted`,
    `${NEW} 0 accepted`,
    `${NEW} 3 accepted`,
    `${NEW} 12 accepted`,
    `${NEW} 25 accepted`,
    `${NEW} 41 accepted`,
  ]);
  // To its last reading by the old meter, from its first by the new one; nothing across the two.
  expect(await volumeOfAllMonths()).toBe(46_020 - 45_311 + 41);
}, 120_000);
