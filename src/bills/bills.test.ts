import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { createApiCaller } from '#test/api-caller.ts';
import { closeCharged, settleCharged } from '#test/charged-household.ts';
import { downloadBy } from '#test/download.ts';
import { startWorld, type World } from '#test/harness.ts';
import { readPdf, readQr } from '#test/read-pdf.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { makeSureOfBill } from './make-bill.ts';

let world: World;
let charged: Subscriber;
let stranger: Subscriber;
let visitor: Visitor;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  charged = await settleCharged(world);
  stranger = await createSubscriber(world);
  await closeCharged(world, charged);
  visitor = world.visitor();
  await charged.signIn(visitor);
});
afterAll(() => world.stop());

const addressOf = (month: string, number = charged.accountNumber) =>
  `/accounts/${number}/bills/${month}.pdf`;

const download = (address: string) => downloadBy(visitor, world.url, address);

const closingOf = async (month: string): Promise<number> => {
  const { rows } = await world.pool.query(
    `select m.closing_kopecks from account_months m join month_closes c using (close_id)
     where m.personal_account_id = $1 and m.month = $2 and c.state = 'closed'`,
    [charged.personalAccountId, `${month}-01`],
  );
  return rows[0].closing_kopecks;
};

test('the bill of a closed month is downloaded in one tap, and says the closing balance', async () => {
  const home = await visitor.get(`/accounts/${charged.accountNumber}`);
  const link = home.$('a:contains("Скачать квитанцию")').first().attr('href');
  expect(link).toBe(addressOf('2026-10'));
  const { status, headers, pdf } = await download(link ?? '');
  expect(status).toBe(200);
  expect(headers.get('content-type')).toBe('application/pdf');
  expect(headers.get('content-disposition')).toBe(
    `attachment; filename="kvitanciya-${charged.accountNumber}-2026-10.pdf"`,
  );
  expect(headers.get('cache-control')).toContain('private');
  const closing = await closingOf('2026-10');
  expect(closing).toBeGreaterThan(0);
  const { text } = await readPdf(pdf);
  const roubles = (closing / 100)
    .toFixed(2)
    .replace('.', ',')
    .replace(/\B(?=(\d{3})+,)/g, ' ');
  expect(text).toContain(`К оплате ${roubles} ₽`);
  expect(new TextDecoder().decode((await readQr(pdf)) ?? new Uint8Array())).toContain(
    `|Sum=${closing}|`,
  );
});

test('every closed month has a bill whose numbers add up, with penalties and recalculation too', async () => {
  for (const month of ['2025-07', '2026-02', '2026-05', '2026-06', '2026-09']) {
    const { status, pdf } = await download(addressOf(month));
    expect(status, month).toBe(200);
    expect((await readPdf(pdf)).pages, month).toBeLessThanOrEqual(2);
  }
  const may = await readPdf((await download(addressOf('2026-05'))).pdf);
  expect(may.text).toContain('Перерасчёт за февраль 2026');
});

test('the list of months has the paper of each with its size, and a program is told the same', async () => {
  const { pdf } = await download(addressOf('2026-09'));
  const page = await visitor.get(`/accounts/${charged.accountNumber}/charges`);
  const link = page.$(`main a[href="${addressOf('2026-09')}"]`);
  expect(link.text()).toBe(`PDF, ${Math.round(pdf.length / 1024)}\u00a0КБ`);
  expect(link.attr('aria-label')).toContain('Квитанция за сентябрь');
  const api = createApiCaller(world, await charged.createToken());
  const path = `/accounts/${charged.accountNumber}/bills`;
  type Bills = { bills: Record<string, unknown>[]; nextCursor: string | null };
  const first = await api.get<Bills>(`${path}?limit=3`);
  expect(first.status).toBe(200);
  expect(first.body.bills.map(({ month }) => month)).toEqual(['2026-10', '2026-09', '2026-08']);
  expect(first.body.bills[1]).toEqual({
    month: '2026-09',
    number: `${charged.accountNumber}-202609`,
    version: 1,
    closingKopecks: await closingOf('2026-09'),
    dueOn: '2026-10-15',
    path: addressOf('2026-09'),
    pdfBytes: pdf.length,
    pdfSha256: createHash('sha256').update(pdf).digest('hex'),
  });
  // Sixteen months are ours; the year before them is the old system's.
  const all = await api.get<Bills>(`${path}?limit=100`);
  expect(all.body.bills.length).toBe(16);
  expect(all.body.nextCursor).toBeNull();
  const others = createApiCaller(world, await stranger.createToken());
  expect((await others.get(path)).status).toBe(404);
});

test('downloaded twice it is the same to the byte, whatever the supplier or the holder becomes', async () => {
  const before = await download(addressOf('2026-09'));
  await world.db
    .updateTable('personal_accounts')
    .set({ holder_last_name: 'Другая' })
    .where('personal_account_id', '=', charged.personalAccountId)
    .execute();
  const after = await download(addressOf('2026-09'));
  expect(after.pdf.equals(before.pdf)).toBe(true);
});

test('nothing of a bill can be changed or removed, its PDF neither', async () => {
  await download(addressOf('2026-09'));
  const change = (sql: string) =>
    world.pool.query(sql, [charged.personalAccountId]).then(
      () => 'done',
      (error: Error) => error.message,
    );
  const where = `where personal_account_id = $1 and month = '2026-09-01'`;
  expect(await change(`update bills set data = '{}' ${where}`)).toMatch(/frozen/);
  expect(await change(`update bills set pdf = null ${where}`)).toMatch(/frozen/);
  expect(await change(`update bills set pdf = '\\x00' ${where}`)).toMatch(/frozen/);
  expect(await change(`delete from bills ${where}`)).toMatch(/append-only/);
});

test('ten who ask at once for a bill that nobody has made get one and the same', async () => {
  const all = await Promise.all(Array.from({ length: 10 }, () => download(addressOf('2025-12'))));
  const hashes = all.map(({ pdf }) => createHash('sha256').update(pdf).digest('hex'));
  expect(new Set(hashes).size).toBe(1);
  const { rows } = await world.pool.query(
    `select count(*)::int from bills where personal_account_id = $1 and month = '2025-12-01'`,
    [charged.personalAccountId],
  );
  expect(rows[0].count).toBe(1);
});

test('nobody else has it: not a stranger, not a guest', async () => {
  const other = world.visitor();
  await stranger.signIn(other);
  expect((await other.get(addressOf('2026-10'))).status).toBe(404);
  const guest = await world.visitor().get(addressOf('2026-10'));
  expect(guest.status).toBe(303);
  expect(guest.location).toContain('/login');
});

test('a new holder has no paper that names the one before, nor sees what they burned', async () => {
  const before = { holder_since: '2014-05-01' };
  const set = (state: { holder_since: string }) =>
    world.db
      .updateTable('personal_accounts')
      .set(state)
      .where('personal_account_id', '=', charged.personalAccountId)
      .execute();
  await set({ holder_since: '2026-04-15' });
  try {
    const page = await visitor.get(addressOf('2026-03'));
    expect(page.status).toBe(404);
    expect(page.$('main').text()).toContain('относится к прежнему владельцу');
    expect((await download(addressOf('2026-04'))).status).toBe(200);
    const { rows } = await world.pool.query(
      `select data from bills where personal_account_id = $1 and month = '2026-04-01'`,
      [charged.personalAccountId],
    );
    const { history } = JSON.parse(rows[0].data);
    const known = history.filter((one: { volumeM3: string | null }) => one.volumeM3 !== null);
    expect(known.map(({ month }: { month: string }) => month)).toEqual(['2026-04-01']);
    const list = await visitor.get(`/accounts/${charged.accountNumber}/charges`);
    expect(list.$(`a[href="${addressOf('2026-04')}"]`).length).toBe(1);
    expect(list.$(`a[href="${addressOf('2026-03')}"]`).length).toBe(0);
  } finally {
    await set(before);
  }
});

test.each([
  ['2026-11', 'квитанции ещё нет, ждём 5\u00a0декабря'],
  ['2027-03', 'ещё не начался'],
  ['2025-03', 'считала прежняя система'],
  ['2020-01', 'нет начислений'],
])('for %s there is no bill, and the page says what is true', async (month, said) => {
  const page = await visitor.get(addressOf(month));
  expect(page.status).toBe(404);
  expect(page.headers.get('content-type')).toContain('text/html');
  expect(page.$('h1').text()).toContain('Квитанция за');
  expect(page.$('main').text()).toContain(said);
});

test.each(['2026-13', 'октябрь', '2026-1'])('%s is no month', async (month) => {
  expect((await visitor.get(addressOf(encodeURIComponent(month)))).status).toBe(404);
});

test('a month closed anew has a second version, and the first is kept', async () => {
  const month = '2025-08-01';
  const place = {
    personalAccountId: stranger.personalAccountId,
    month,
    holderSince: '2014-05-01',
  };
  const closed = async (closeId: number) =>
    world.pool.query(
      `insert into account_months select $1, $2, month, 0, 0, 0, 0, 0, 0, 0, 0, 0, false, due_on,
         state from account_months where month = $3 and personal_account_id = $4 limit 1`,
      [closeId, stranger.personalAccountId, month, charged.personalAccountId],
    );
  const { rows } = await world.pool.query(`select close_id from month_closes where month = $1`, [
    month,
  ]);
  const first = rows[0].close_id;
  await closed(first);
  const before = await makeSureOfBill(world, system('test'), place);
  await world.pool.query(
    `update month_closes set state = 'reversed', reversed_at = now(), reversed_by = 'test',
       reversal_reason = 'test' where close_id = $1`,
    [first],
  );
  const again = await world.pool.query(
    `insert into month_closes (month, state, is_first, started_at, closed_at, actor)
     values ($1, 'closed', false, now(), now(), 'test') returning close_id`,
    [month],
  );
  await closed(again.rows[0].close_id);
  const after = await makeSureOfBill(world, system('test'), place);
  if (!before.ok || !after.ok) throw new Error('both closes have a bill');
  expect(before.bill.number).toBe(`${stranger.accountNumber}-202508`);
  expect(after.bill.number).toBe(`${stranger.accountNumber}-202508/2`);
  const kept = await world.visitor().get(`/verify/${before.bill.verifyCode}`);
  expect(kept.$('main').text()).toContain('её заменила новая');
});

test('whoever holds the paper sees that it is genuine, and nothing of whose it is', async () => {
  const { pdf } = await download(addressOf('2026-09'));
  const { rows } = await world.pool.query(
    `select verify_code, encode(sha256, 'hex') as sha256 from bills
     where personal_account_id = $1 and month = '2026-09-01'`,
    [charged.personalAccountId],
  );
  const [{ verify_code: code, sha256 }] = rows;
  const guest = world.visitor();
  const page = await guest.get(`/verify/${code.toLowerCase()}`);
  expect(page.status).toBe(200);
  const text = page.$('main').text();
  expect(text).toContain('сентябрь');
  expect(text).toContain(`••••${charged.accountNumber.slice(-4)}`);
  expect(text).toContain(createHash('sha256').update(pdf).digest('hex'));
  expect(text).toContain(sha256);
  expect(text).not.toContain(charged.accountNumber);
  expect(text).not.toMatch(/Примерн|Иван|ул\.|Друг/);
  expect(page.headers.get('cache-control')).toContain('no-store');
});
