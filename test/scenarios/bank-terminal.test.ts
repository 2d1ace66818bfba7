import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addDemoBank } from '#demo/add-demo-bank.ts';
import type { Operation } from '#sandbox/bank/operations.ts';
import { system } from '#src/actor.ts';
import { approveRegistry } from '#src/banks/decide-registry.ts';
import { postRegistry } from '#src/banks/post-registry.ts';
import { reconcileDay } from '#src/banks/reconcile.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { startWorld, type World } from '#test/harness.ts';
import { runOchag } from '#test/ochag.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';

// A bank that loses answers, repeats itself, and sends its registry in the evening: its own books
// against ours.

const DAY = '2026-11-20';
const FORMS = ['terminals', 'sber', 'post'] as const;

let world: World;
let payers: Subscriber[];
let folder: string;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  await addDemoBank(world);
  payers = [];
  for (let index = 0; index < 8; index += 1) payers.push(await createSubscriber(world));
  folder = await mkdtemp(join(tmpdir(), 'ochag-bank-'));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await world.stop();
});

const send = async (path: string, body: object = {}) => {
  const answer = await fetch(`${world.sandbox.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await answer.json()) as Operation;
};
const order = (next: string, times = 1) => send('/control/bank', { next, times });
const pay = (index: number, day = DAY) =>
  send('/bank/api/operations', {
    number: payers[index % payers.length]?.accountNumber,
    sum: `${100 + index}.${String(index % 100).padStart(2, '0')}`,
    protocol: index % 2 === 0 ? 'osmp' : 'sber',
    at: `${day}T12:00:00`,
  });

const books = async () => {
  const answer = await fetch(`${world.sandbox.url}/books.json`);
  const { bank } = (await answer.json()) as { bank: { operations: Operation[] } };
  return bank.operations;
};

async function fetchRegistry(form: string, own = ''): Promise<string> {
  const address = `${world.sandbox.url}/bank/registry?date=${DAY}&form=${form}${own}`;
  const file = join(folder, `${form}${own}.txt`);
  await writeFile(file, Buffer.from(await (await fetch(address)).arrayBuffer()));
  return file;
}
const load = (file: string, template: string) =>
  runOchag(world, [
    'import',
    'registry',
    file,
    '--agent',
    'demo',
    '--template',
    template,
    '--json',
  ]);

test('its books, our payments and the ledger agree to the kopeck, whatever broke', async () => {
  await order('drop_answer', 6);
  await order('parallel', 6);
  const paid = await Promise.all(Array.from({ length: 40 }, (_, index) => pay(index)));
  expect(paid.filter(({ state }) => state === 'broken')).toEqual([]);
  await order('succeed');
  await order('silence', 3);
  const silent = await Promise.all([pay(100), pay(101), pay(102)]);
  expect(silent.map(({ state }) => state)).toEqual(['unknown', 'unknown', 'unknown']);
  for (const operation of paid) await send(`/bank/api/operations/${operation.txnId}/repeat`);
  expect((await books()).filter(({ state }) => state === 'broken')).toEqual([]);

  for (const [index, form] of FORMS.entries()) {
    for (const spoil of ['count', 'total', 'cut', 'repeat']) {
      const refused = await load(await fetchRegistry(form, `&spoil=${spoil}`), form);
      expect([refused.exitCode, form, spoil]).toEqual([1, form, spoil]);
    }
    if (index > 0) continue;
    const loaded = await load(await fetchRegistry(form), form);
    expect(loaded).toMatchObject({ exitCode: 0 });
    await post(JSON.parse(loaded.out).registryId);
  }
  const again = await load(await fetchRegistry('sber'), 'sber');
  expect(JSON.parse(again.out).failure.code).toBe('known_rows');

  const held = (await books()).filter(({ state }) => state === 'paid' || state === 'unknown');
  const { rows } = await world.pool.query(
    `select p.agent_txn_id as txn, p.amount_kopecks as kopecks, -e.amount_kopecks as ledger
     from payments p join payment_parts t using (payment_id)
       join ledger_entries e on e.personal_account_id = t.personal_account_id
         and e.idempotency_key = t.ledger_key
     where p.agent = 'demo' and p.state = 'succeeded' order by p.agent_txn_id`,
  );
  expect(rows).toEqual(
    held
      .map(({ txnId: txn, kopecks }) => ({ txn, kopecks, ledger: kopecks }))
      .toSorted((one, other) => (one.txn < other.txn ? -1 : 1)),
  );
  expect(rows).toHaveLength(43);
  expect((await reconcileDay(world.deps, DAY)).found).toEqual([]);
}, 60_000);

async function post(registryId: number): Promise<void> {
  const { rows } = await world.pool.query(
    'select file_sha256 as "fileSha256" from bank_registries where registry_id = $1',
    [registryId],
  );
  const deed = { actorName: 'двое', requestId: '', reason: 'сверено' };
  const now = world.clock.now();
  await inTransaction(world.db, (tx) =>
    approveRegistry(tx, system('two people'), { registryId, ...rows[0], deed, now }),
  );
  await postRegistry(world.deps, registryId);
}

test('what the supplier refuses goes back to the payer, and nothing of it is kept', async () => {
  const refused = await send('/bank/api/operations', { number: '390099999999', sum: '10.00' });
  expect(refused).toMatchObject({ state: 'refused', code: 5 });
  const { rows } = await world.pool.query('select from payments where agent_txn_id = $1', [
    refused.txnId,
  ]);
  expect(rows).toEqual([]);
});

test('the command line adds an agent, shows its secret once, and reconciles a day', async () => {
  const added = await runOchag(world, [
    ...['bank-agent', 'add', 'new-bank', '--name', 'Новый банк', '--networks', '192.0.2.0/24'],
    ...['--login', 'bank', '--most', '15000,50'],
  ]);
  expect(added).toMatchObject({ exitCode: 0 });
  const secret = /: ([\w-]{43})\s*$/.exec(added.out)?.[1];
  expect(secret).toBeTruthy();
  const again = await runOchag(world, ['bank-agent', 'add', 'new-bank', '--name', 'Другой']);
  expect(again).toMatchObject({ exitCode: 1 });
  const wrong = await runOchag(world, ['bank-agent', 'networks', 'new-bank', '192.0.2.0/99']);
  expect(wrong).toMatchObject({ exitCode: 1 });
  expect(await runOchag(world, ['bank-agent', 'disable', 'new-bank'])).toMatchObject({
    exitCode: 0,
  });
  const listed = await runOchag(world, ['bank-agent', 'list']);
  expect(listed.out).toMatch(/new-bank {2}Новый банк {2}bank {2}192\.0\.2\.0\/24 {2}disabled/);
  expect(listed.out).not.toContain(secret);
  const agreed = await runOchag(world, ['reconcile', '--date', '2026-11-10']);
  expect(agreed).toMatchObject({ exitCode: 0, out: expect.stringContaining('книги сошлись') });
  await pay(7, '2026-11-19');
  expect(await runOchag(world, ['reconcile', '--date', '2026-11-19'])).toMatchObject({
    exitCode: 2,
    out: expect.stringContaining('Реестра за день нет'),
  });
  expect(await runOchag(world, ['reconcile', '--date', 'вчера'])).toMatchObject({ exitCode: 1 });
});
