import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { importReadings } from '#src/exchange/import-readings.ts';
import { importRegister } from '#src/exchange/import-register.ts';
import { type ApiAnswer, createApiCaller } from '../api-caller.ts';
import { checkReadings } from '../check-readings.ts';
import { startWorld, type World } from '../harness.ts';
import { newHousehold } from '../household.ts';
import { registerRow, registerText } from '../register-world.ts';
import type { Answer } from '../visitor.ts';

/** Chance decides who comes first, so each race is run so often; CONTRIBUTING.md says how for more. */
const ROUNDS = Number(process.env.OCHAG_TEST_ROUNDS || 3);
const rounds = Array.from({ length: ROUNDS }, (_, index) => [index + 1] as const);
const AT_ONCE = 20;
type Any = Answer | ApiAnswer;
const many = <T extends Any>(act: (index: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: AT_ONCE }, (_, index) => act(index)));

let world: World;
let folder: string;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  folder = await mkdtemp(join(tmpdir(), 'ochag-races-'));
});
afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

/** A household with a browser and a program, and all that they can send at once. */
async function racer() {
  const home = await newHousehold(world);
  const program = createApiCaller(world, await home.createToken());
  const page = await home.visitor.get('/profile');
  const token = String(page.$('[name=_token]').first().val());
  const path = `/accounts/${home.accountNumber}/readings`;
  const meter = String(home.meters[0]?.meterId);
  return {
    ...home,
    meterSerial: home.meters[0]?.serialNumber ?? '',
    byForm: (value: string, key: string = randomUUID()) =>
      home.visitor.post(path, { _token: token, _key: key, meter, value }),
    byApi: (value: string, key: string = randomUUID()) =>
      program.post(path, { value }, { 'idempotency-key': key }),
    correct: (confirmation: string, value: string) =>
      program.post(`${path}/${encodeURIComponent(confirmation)}/correction`, { value }),
    withdraw: (confirmation: string) =>
      program.post(`${path}/${encodeURIComponent(confirmation)}/withdrawal`, {}),
    /** What counts now. */
    async standing(): Promise<string[]> {
      const rows = await world.db
        .selectFrom('meter_readings')
        .select('value_m3')
        .where('personal_account_id', '=', home.personalAccountId)
        .where('status', '=', 'accepted')
        .where('source', '<>', 'register')
        .orderBy('meter_reading_id')
        .execute();
      return rows.map((row) => String(Number(row.value_m3)));
    },
  };
}

/** Nobody is answered «broken», whoever wins. */
function expectCalm(answers: readonly Any[]): void {
  expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
}

const expectSound = async () => expect(await checkReadings(world.pool)).toEqual([]);
const isTaken = ({ status }: { status: number }) => [200, 201, 303].includes(status);

test.each(rounds)('one reading sent twenty times by form and API is one (round %i)', async () => {
  const home = await racer();
  const answers = await many<Any>((index) =>
    index % 2 ? home.byForm('8700') : home.byApi('8700'),
  );
  expect(answers.every(isTaken)).toBe(true);
  expect(await home.standing()).toEqual(['8700']);
  await expectSound();
});

test.each(rounds)(
  'a form sent twenty times by impatient clicks is one (round %i)',
  async (round) => {
    const home = await racer();
    const answers = await many(() => home.byForm('8700', `clicks-${round}`));
    expect(new Set(answers.map(({ location }) => location)).size).toBe(1);
    expect(await home.standing()).toEqual(['8700']);
    await expectSound();
  },
);

test.each(rounds)(
  'one key with two bodies at once: one is taken, the other told (round %i)',
  async (round) => {
    const home = await racer();
    const answers = await many((index) => home.byApi(index % 2 ? '8700' : '8701', `two-${round}`));
    const standing = await home.standing();
    expect(standing).toHaveLength(1);
    const isWinner = (index: number) => (index % 2 ? '8700' : '8701') === standing[0];
    for (const [index, { status, body }] of answers.entries()) {
      if (isWinner(index)) expect([200, 201]).toContain(status);
      else expect(body.code).toBe('idempotency_key_reused');
    }
    const numbers = answers.filter(isTaken).map(({ body }) => body.confirmationNumber);
    expect(new Set(numbers).size).toBe(1);
    await expectSound();
  },
);

test.each(rounds)(
  'submission, correction and withdrawal at once leave one truth (round %i)',
  async () => {
    const home = await racer();
    const first = (await home.byApi('8700')).body.confirmationNumber;
    const answers = await many<Any>(
      (index) =>
        [
          () => home.byForm(String(8710 + index)),
          () => home.correct(first, String(8700 + index)),
          () => home.withdraw(first),
          () => home.byApi(String(8710 + index)),
        ][index % 4]?.() ?? home.withdraw(first),
    );
    expectCalm(answers);
    await expectSound();
  },
);

test.each(rounds)(
  'imported readings and residents at once run one way (round %i)',
  async (round) => {
    const home = await racer();
    const file = join(folder, `readings-${round}.csv`);
    const line = `${home.accountNumber};${home.meterSerial};22.11.2026;8705;телефон`;
    await writeFile(file, `Лицевой счёт;Заводской номер;Дата;Показание;Источник\n${line}\n`);
    const [answers, imported] = await Promise.all([
      many<Any>((index) => (index % 2 ? home.byForm : home.byApi)(String(8700 + index))),
      importReadings(world.deps, { file }),
    ]);
    expectCalm(answers);
    expect(imported.ok).toBe(true);
    await expectSound();
  },
);

/** A full register ends whom it does not name: nobody else is left for it. */
async function endAllHouseholds(): Promise<void> {
  await world.db.updateTable('meters').set({ removed_on: '2026-01-01' }).execute();
  await world.db.updateTable('personal_accounts').set({ closed_on: '2026-01-01' }).execute();
}

const registers = {
  'brings a newer reading': {},
  'changes the holder': { Фамилия: 'Новых' },
  'closes the account': { Закрыт: '23.11.2026' },
  'brings another meter': { 'Заводской номер': '77777777', 'Последнее показание': '5' },
};

test.each(
  Object.keys(registers).flatMap((what) => rounds.map(([round]) => [what, round] as const)),
)('a register that %s and residents at once (round %i)', async (what, round) => {
  await endAllHouseholds();
  const home = await racer();
  const file = join(folder, `register-${Object.keys(registers).indexOf(what)}-${round}.csv`);
  const row = registerRow({
    'Лицевой счёт': home.accountNumber,
    ЕЛС: '',
    Фамилия: 'Примерова',
    Имя: 'Анна',
    Отчество: 'Сергеевна',
    'Заводской номер': home.meterSerial,
    'Последнее показание': '8702',
    'Дата показания': '23.11.2026',
    ...registers[what as keyof typeof registers],
  });
  await writeFile(file, registerText([row]));
  const [answers, imported] = await Promise.all([
    many<Any>((index) => (index % 2 ? home.byForm : home.byApi)(String(8699 + index))),
    importRegister(world.deps, { file, isFull: what === 'brings another meter', confirmEnded: 1 }),
  ]);
  expectCalm(answers);
  expect(imported).toMatchObject({ ok: true, summary: { lines: { refused: 0 } } });
  await expectSound();
});
