import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { loadStatement } from '#src/banks/load-statement.ts';
import { postRegistry } from '#src/banks/post-registry.ts';
import { href } from '#src/routes.ts';
import {
  type BanksWorld,
  incomeOf,
  sberFile,
  startBanksWorld,
  statementFile,
} from '#test/banks-world.ts';
import type { World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import type { Subscriber } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';

// Files of banks that come by hand: taken whole at the desk, posted by two people.
const files = href('staffBankFiles');
let banks: BanksWorld;
let world: World;
let anna: Subscriber;
let accountant: StaffAtDesk;
let administrator: StaffAtDesk;
beforeAll(async () => {
  banks = await startBanksWorld();
  ({ world, anna, accountant } = banks);
  administrator = await createStaff(world, 'administrator');
});
afterAll(() => world.stop());

type Sent = { bytes?: Buffer; name?: string; fields?: Record<string, string>; token?: string };

/** As a browser sends a form with a file; without bytes none was chosen. */
async function send(visitor: Visitor, field: string, sent: Sent): Promise<Answer> {
  const { bytes, name = 'реестр 20.11.txt', fields = {} } = sent;
  const page = await visitor.get(sent.token === undefined ? files : '/password/forgot');
  const form = new FormData();
  form.set('_token', sent.token ?? String(page.$('[name=_token]').val()));
  for (const [key, value] of Object.entries(fields)) form.set(key, value);
  const content = bytes ? new Uint8Array(bytes) : new Uint8Array();
  form.set(field, new Blob([content]), bytes ? name : '');
  return visitor.send(files, {
    method: 'POST',
    body: form,
    headers: { origin: world.url },
  });
}

const sendRegistry = (bytes: Buffer | undefined, fields: Record<string, string> = {}) =>
  send(accountant.visitor, 'registryFile', {
    ...(bytes ? { bytes } : {}),
    fields: { kind: 'registry', agent: 'sber', template: 'sber', ...fields },
  });
const sendStatement = (bytes: Buffer) =>
  send(accountant.visitor, 'statementFile', { bytes, fields: { kind: 'statement' } });

const registries = async () => {
  const { rows } = await world.pool.query('select file_name from bank_registries');
  return rows.map((row) => row.file_name);
};

test('a registry is chosen, looked at, posted by two people, and the record names who loaded it', async () => {
  const before = await banks.balanceOf(anna);
  const bytes = sberFile([{ roubles: '250,00' }, { number: '1', roubles: '7,00' }], {
    number: anna.accountNumber,
  });
  const sent = await sendRegistry(bytes);
  expect(sent.status).toBe(303);
  const page = await accountant.visitor.get(sent.location);
  expect(page.$('#r-totals').text()).toMatch(/Будет зачислено1250,00Невыяснено17,00/);
  expect(textOf(page)).toContain('реестр 20.11.txt');
  expect(await banks.balanceOf(anna)).toBe(before);
  const posting = { decision: 'post', reason: 'сверено с выпиской' };
  const proposed = await accountant.visitor.submit(page, posting);
  expect(proposed.status).toBe(303);
  const { rows } = await world.pool.query('select max(approval_id) as id from approvals');
  const approval = await administrator.visitor.get(`/staff/approvals/${rows[0].id}`);
  await administrator.visitor.submit(approval, { decision: 'approved', reason: 'проверено' });
  await postRegistry(world.deps, Number(sent.location.split('/').at(-1)));
  expect(await banks.balanceOf(anna)).toBe(before - 25_000);
  const { rows: records } = await world.pool.query(
    `select actor_kind, actor_name from audit_entries where action = 'load_registry'
     order by audit_entry_id desc limit 1`,
  );
  expect(records).toEqual([{ actor_kind: 'staff', actor_name: accountant.name }]);
});

test('what is wrong with a file is said with its line and field, and nothing of it is kept', async () => {
  const before = await registries();
  const number = anna.accountNumber;
  const good = sberFile([{}, {}], { number });
  const known = sberFile([{}], { number });
  expect((await sendRegistry(known)).status).toBe(303);
  const kept = await registries();
  expect(kept).toHaveLength(before.length + 1);
  const withNul = Buffer.from(`id;day;account;sum\n7;2026-11-20;39\u0000;1.00\nTOTAL;1;1.00\n`);
  const refusals: [Buffer | undefined, Record<string, string>, string][] = [
    [sberFile([{}, { roubles: '0,00' }], { number }), {}, 'в строке 2 сумма не читается'],
    [sberFile([{ on: '2026-11-20' }], { number }), {}, 'в строке 1 даты платежа нет'],
    [sberFile([{ on: '30-12-2026' }], { number }), {}, 'в строке 1 дата ещё не наступила'],
    [sberFile([{}], { number, trailer: '=2;100,00;100,00;0,00;1;1' }), {}, 'строк 1, а в итоговой'],
    [Buffer.from(good.toString('latin1'), 'utf8'), {}, 'Буквы в файле не читаются'],
    [good, { template: 'post' }, 'нет итоговой строки'],
    [known, {}, 'Этот файл уже загружен'],
    [undefined, {}, 'Выберите файл'],
    [Buffer.alloc(0), {}, 'Файл пустой'],
    [good, { agent: '' }, 'Выберите, чей это реестр'],
    [good, { agent: 'nobody' }, 'Банк отключили'],
    [withNul, { template: 'terminals' }, 'Буквы в файле не читаются'],
    [good, { template: '' }, 'Выберите шаблон'],
    [good, { kind: 'other' }, 'реестр или выписку'],
  ];
  for (const [bytes, fields, says] of refusals) {
    const answer = await sendRegistry(bytes, fields);
    expect([answer.status, says]).toEqual([422, says]);
    expect(answer.$('.ds-error-summary').text()).toContain(says);
  }
  const again = await sendRegistry(good, { template: '' });
  expect(again.$('[name=agent] [selected]').attr('value')).toBe('sber');
  expect(await registries()).toEqual(kept);
});

test('one person alone brings no registry that the reconciliation would post by itself', async () => {
  const before = await registries();
  const page = await accountant.visitor.get(files);
  const offered = page.$('[name=agent] option').toArray();
  expect(offered.map((option) => page.$(option).attr('value'))).toEqual(['', 'sber']);
  const bytes = sberFile([{}], { number: anna.accountNumber });
  const sent = await sendRegistry(bytes, { agent: 'trusted' });
  expect([sent.status, sent.$('.ds-error-summary').text()]).toEqual([
    422,
    expect.stringContaining('Передайте файл инженеру'),
  ]);
  expect(await registries()).toEqual(before);
});

test('a statement is listed with what it matched, once', async () => {
  const registryId = await banks.loadOne([{ roubles: '777,10' }]);
  await banks.post(registryId);
  const bytes = statementFile([incomeOf('1', '777.10'), incomeOf('2', '13.00')], '790.10');
  const sent = await sendStatement(bytes);
  expect(sent.status).toBe(303);
  const page = await accountant.visitor.get(sent.location);
  expect(textOf(page)).toContain('Выписку загрузили');
  expect(page.$('#b-statements tbody tr').text()).toMatch(/21\.11\.20262790,101/);
  const again = await sendStatement(bytes);
  expect([again.status, again.$('.ds-error-summary').text()]).toEqual([
    422,
    expect.stringContaining('Эта выписка уже загружена'),
  ]);
  const long = await sendStatement(statementFile([incomeOf('9'.repeat(3_000), '1.00')], '1.00'));
  expect(long.$('.ds-error-summary').text()).toContain('не читаются номер, дата или сумма');
  const wrong = await sendStatement(statementFile([incomeOf('9', '1.00')], '1.01'));
  expect(wrong.$('.ds-error-summary').text()).toContain('по выписке');
});

test('of two statements at once one finds the registry, and both are kept', async () => {
  const registryId = await banks.loadOne([{ roubles: '888,20' }]);
  await banks.post(registryId);
  // Both stand where the registry is looked for before either has found it.
  const holder = await world.pool.connect();
  await holder.query('begin; lock table bank_registries in access exclusive mode');
  const loading = ['31', '32'].map((no) => {
    const bytes = statementFile([incomeOf(no, '888.20')], '888.20');
    return loadStatement(world.deps, banks.engineer, { bytes, fileName: `kl_${no}.txt` });
  });
  await vi.waitFor(async () => {
    const { rows } = await holder.query(
      `select count(*)::int as waiting from pg_locks where not granted and database =
         (select oid from pg_database where datname = current_database())`,
    );
    expect(rows[0].waiting).toBe(2);
  });
  await holder.query('commit');
  holder.release();
  expect((await Promise.all(loading)).map(({ ok }) => ok)).toEqual([true, true]);
  const { rows } = await world.pool.query(
    'select registry_id from bank_transactions where amount_kopecks = 88820 order by registry_id',
  );
  expect(rows).toEqual([{ registry_id: registryId }, { registry_id: null }]);
});

test('whoever may not decide about money is refused before the file is read', async () => {
  const huge = Buffer.alloc(9 * 1024 * 1024, 'x');
  const send9 = (visitor: Visitor, token: string) =>
    send(visitor, 'registryFile', { bytes: huge, token }).then(
      ({ status }) => status,
      // The site answers and hangs up while the file is still being sent.
      () => 'hung up',
    );
  expect([303, 'hung up']).toContain(await send9(world.visitor(), ''));
  expect([403, 'hung up']).toContain(await send9(administrator.visitor, ''));
  expect([413, 'hung up']).toContain(await send9(accountant.visitor, ''));
  const token = 'somebody-elses';
  const forged = await send(accountant.visitor, 'registryFile', { bytes: Buffer.from('x'), token });
  expect(forged.status).toBe(403);
  const broken = await accountant.visitor.send(files, {
    method: 'POST',
    body: 'no parts at all',
    headers: { origin: world.url, 'content-type': 'multipart/form-data; boundary=x' },
  });
  expect(broken.status).toBe(400);
});
