import { writeFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import type pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Resident, resident } from '#src/actor.ts';
import { formatConfirmationNumber } from '#src/meters/confirmation-number.ru.ts';
import { submitReading } from '#src/meters/submit-reading.ts';
import { withdrawReading } from '#src/meters/withdraw-reading.ts';
import { checkReadings } from '#test/check-readings.ts';
import {
  meterlessRow,
  openRegisterWorld,
  type RegisterWorld,
  readErrors,
  registerRow,
  registerText,
} from '#test/register-world.ts';
import { importRegister } from './import-register.ts';
import { undoImport } from './undo-import.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.clear();
  await world.importRows([registerRow()]);
});

/** Long enough for the other side to come to the lock. */
const MEANWHILE_MS = 300;

/** Does `act` in an open transaction, lets `others` begin, then does `finish` and commits. */
async function duringTransaction<T>(
  act: (client: pg.PoolClient) => Promise<unknown>,
  others: () => Promise<T>,
  finish: (client: pg.PoolClient) => Promise<unknown> = async () => {},
): Promise<T> {
  const client = await world.pool.connect();
  try {
    await client.query('begin');
    await act(client);
    const waiting = others();
    waiting.catch(() => {});
    await wait(MEANWHILE_MS);
    await finish(client);
    await client.query('commit');
    return await waiting;
  } finally {
    client.release(true);
  }
}

const lockMeter = (client: pg.PoolClient) => client.query('select from meters for update');
const sendReading = (client: pg.PoolClient, value: string) =>
  client.query(
    `insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on, billing_month,
       source, status, received_at)
     select personal_account_id, meter_id, $1, '2026-11-20', '2026-11-01', 'cabinet', 'accepted', $2
     from meters`,
    [value, world.clock.now()],
  );

test('imported readings wait for the one that a resident is sending, and are judged by it', async () => {
  const summary = await duringTransaction(
    async (client) => {
      await lockMeter(client);
      await sendReading(client, '45500');
    },
    () => world.importReadings(['390000000001;02887570;22.11.2026;45400;телефон']),
  );
  expect((await readErrors(summary))[0]?.['Что сделать']).toContain('45500, 20.11.2026');
});

test('a register waits for the reading that a resident is sending, and does not run backwards', async () => {
  const { counts } = await duringTransaction(
    async (client) => {
      await lockMeter(client);
      await sendReading(client, '45500');
    },
    () =>
      world.importRows([
        registerRow({ 'Последнее показание': '45400', 'Дата показания': '22.11.2026' }),
      ]),
  );
  expect(counts).toMatchObject({ readingsAdded: 0, differences: 1 });
});

/** A register with another holder and a newer reading waits for the meter, a resident behind it. */
async function whileHolderChanges<T>(act: (actor: Resident) => Promise<T>) {
  await world.linkResident('390000000001');
  const [user] = await world.rows<{ user_id: number }>('select user_id from users');
  const actor = resident(user?.user_id ?? 0);
  const other = {
    Фамилия: 'Новых',
    'Последнее показание': '45500',
    'Дата показания': '23.11.2026',
  };
  return duringTransaction(
    lockMeter,
    async () => {
      const importing = world.importRows([registerRow(other)]);
      await untilWaiting(1);
      return { outcome: await act(actor), summary: await importing };
    },
    () => untilWaiting(2),
  );
}

/** Until so many stand at somebody's lock. */
async function untilWaiting(count: number): Promise<void> {
  for (;;) {
    const [found] = await world.rows<{ waiting: number }>(
      `select count(*)::int as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if (found?.waiting === count) return;
    await wait(20);
  }
}

test('who sends a reading while the holder changes is refused, and the order of readings stays', async () => {
  const { outcome, summary } = await whileHolderChanges((actor) =>
    submitReading(world.deps, actor, { number: '390000000001', value: '45400', source: 'cabinet' }),
  );
  expect(summary.counts).toMatchObject({ accessEnded: 1, readingsAdded: 1 });
  expect(outcome).toMatchObject({ ok: false, code: 'access_ended' });
  expect(await checkReadings(world.pool)).toEqual([]);
});

test('who withdraws a reading while the holder changes is refused as well', async () => {
  const number = '390000000001';
  const { outcome } = await whileHolderChanges(async (actor) => {
    const [kept] = await world.rows<{ confirmation_number: number }>(
      `update meter_readings set source = 'cabinet', user_id = $1, confirmation_number = 260001
       returning confirmation_number`,
      [actor.userId],
    );
    const confirmation = formatConfirmationNumber(kept?.confirmation_number ?? 0, '2026-11-23');
    return withdrawReading(world.deps, actor, { number, confirmation });
  });
  expect(outcome).toMatchObject({ ok: false, code: 'access_ended' });
});

test('who links while the holder changes loses what comes after, too', async () => {
  const { counts } = await duringTransaction(
    async (client) => {
      await client.query('select from personal_accounts for share');
      await client.query(
        `insert into personal_account_links (personal_account_id, user_id, proof, linked_at)
         select personal_account_id, 1, 'pin', $1 from personal_accounts`,
        [world.clock.now()],
      );
    },
    () => world.importRows([registerRow({ Фамилия: 'Новых' })]),
  );
  expect(counts).toMatchObject({ holdersChanged: 1, accessEnded: 1 });
});

test('undoing waits for the reading that a resident is sending, and sees it', async () => {
  const outcome = await duringTransaction(
    lockMeter,
    () => undoImport(world, { importId: 1 }),
    (client) => sendReading(client, '45500'),
  );
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'import_needed' } });
});

test('undoing waits for the one who is linking', async () => {
  const outcome = await duringTransaction(
    (client) => client.query('select from personal_accounts for share'),
    () => undoImport(world, { importId: 1 }),
    (client) =>
      client.query(
        `insert into personal_account_links (personal_account_id, user_id, proof, linked_at)
         select personal_account_id, 1, 'pin', $1 from personal_accounts`,
        [world.clock.now()],
      ),
  );
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'import_needed' } });
});

test('undoing does not wait for those who send readings of, or link, what it does not touch', async () => {
  const other = { 'Лицевой счёт': '390000000002', 'Заводской номер': '7' };
  const { importId } = await world.importRows([registerRow(other)]);
  const client = await world.pool.connect();
  try {
    await client.query('begin');
    await client.query(`select from personal_accounts where number = '390000000001' for share`);
    await client.query(`select from meters where serial_number = '02887570' for no key update`);
    expect(await undoImport(world, { importId: importId ?? 0 })).toMatchObject({ ok: true });
  } finally {
    await client.query('rollback');
    client.release();
  }
});

test('an import that is interrupted leaves nothing, even while it waits for somebody', async () => {
  const before = await world.snapshot();
  const interruption = new AbortController();
  const failure = await duringTransaction(
    (client) => client.query('lock table personal_accounts in exclusive mode'),
    async () => {
      const importing = world.refuseRows([registerRow({ Проживает: '5' })], {
        signal: interruption.signal,
      });
      await wait(MEANWHILE_MS / 2);
      interruption.abort();
      return await importing;
    },
  );
  expect(failure).toEqual({ code: 'interrupted' });
  expect(await world.snapshot()).toEqual(before);
});

test.each(['reading', 'errors'])(
  'a file that is written anew at the step «%s» is not kept under its old fingerprint',
  async (at) => {
    const file = await world.put(registerText([registerRow({ Проживает: '5' }), meterlessRow()]));
    const before = await world.snapshot();
    const report = {
      step: (step: string) => {
        if (step === at) writeFileSync(file, registerText([registerRow({ Проживает: '4' })]));
      },
      read: () => {},
    };
    expect(await importRegister(world.deps, { file, report })).toEqual({
      ok: false,
      failure: { code: 'file_changed_meanwhile' },
    });
    expect(await world.snapshot()).toEqual(before);
  },
);
