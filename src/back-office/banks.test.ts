import { afterAll, beforeAll, expect, test } from 'vitest';
import { postRegistry } from '#src/banks/post-registry.ts';
import { takeRegistryBack } from '#src/banks/storno-registry.ts';
import { type BanksWorld, nextTxn, startBanksWorld } from '#test/banks-world.ts';
import type { World } from '#test/harness.ts';
import { createStaff, type StaffAtDesk } from '#test/staff.ts';
import type { Subscriber } from '#test/subscriber.ts';

let banks: BanksWorld;
let world: World;
let anna: Subscriber;
let first: StaffAtDesk;
let second: StaffAtDesk;
beforeAll(async () => {
  banks = await startBanksWorld();
  ({ world, anna, accountant: first } = banks);
  second = await createStaff(world, 'accountant');
});
afterAll(() => world.stop());

async function submit({ visitor }: StaffAtDesk, address: string, fields: Record<string, string>) {
  return visitor.submit(await visitor.get(address), fields);
}

const lastApproval = async (): Promise<string> => {
  const { rows } = await world.pool.query('select max(approval_id) as id from approvals');
  return `/staff/approvals/${rows[0].id}`;
};

async function agree(registryId: number, decision: string): Promise<void> {
  const address = `/staff/banks/registries/${registryId}`;
  const proposed = await submit(first, address, { decision, reason: 'сверено с выпиской' });
  expect(proposed.status).toBe(303);
  const approval = await lastApproval();
  const own = await submit(second, approval, { decision: 'approved', reason: 'проверено' });
  expect(own.status).toBe(303);
}

test('a registry is seen, posted by two people, and taken back by two', async () => {
  const before = await banks.balanceOf(anna);
  const registryId = await banks.loadOne([
    { roubles: '250,00' },
    { number: '390099999999', roubles: '7,00' },
  ]);
  const address = `/staff/banks/registries/${registryId}`;
  const page = await first.visitor.get(address);
  expect(page.$('#r-totals').text()).toMatch(/Будет зачислено1250,00Невыяснено17,00/);
  expect(page.$('#r-doubtful').text()).toContain('390099999999');
  await agree(registryId, 'post');
  expect(await banks.balanceOf(anna)).toBe(before);
  const { rows: jobs } = await world.pool.query(
    `select from graphile_worker.jobs where task_identifier = 'post_registry'`,
  );
  expect(jobs).toHaveLength(1);
  await postRegistry(world.deps, registryId);
  expect(await banks.balanceOf(anna)).toBe(before - 25_000);
  expect((await first.visitor.get('/staff/banks')).text).toContain('Проведён');
  await agree(registryId, 'storno');
  await takeRegistryBack(world.deps, registryId);
  expect(await banks.balanceOf(anna)).toBe(before);
});

test('who has proposed a registry does not agree to it, and one of another file is not posted', async () => {
  const registryId = await banks.loadOne([{}]);
  const address = `/staff/banks/registries/${registryId}`;
  await submit(first, address, { decision: 'post', reason: 'сверено' });
  const approval = await lastApproval();
  expect((await first.visitor.get(approval)).text).not.toContain('value="approved"');
  const again = await submit(first, address, { decision: 'post', reason: 'ещё раз' });
  expect(again.status).toBe(409);
  const dropped = await submit(first, address, { decision: 'drop', reason: 'не тот день' });
  expect(dropped.status).toBe(303);
  const late = await submit(second, approval, { decision: 'approved', reason: 'проверено' });
  expect(late.status).toBe(409);
  expect(late.text).toContain('с реестром уже что-то сделали');
});

test('money of nobody is assigned by its page, and what was decided stays to be read', async () => {
  const before = await banks.balanceOf(anna);
  const txn = nextTxn();
  const registryId = await banks.loadOne([{ txn, number: '390099999999', roubles: '9,50' }]);
  await banks.post(registryId);
  const { payment_id: moneyId } = await banks.paymentOf(txn);
  const address = `/staff/banks/money/${moneyId}`;
  const missing = await submit(first, address, { decision: 'assigned', reason: 'заявление' });
  expect(missing.status).toBe(422);
  expect(missing.text).toContain('Такого счёта нет');
  const fields = { decision: 'assigned', reason: 'заявление от 21.11', number: anna.accountNumber };
  expect((await submit(first, address, fields)).status).toBe(303);
  expect(await banks.balanceOf(anna)).toBe(before - 950);
  const page = await first.visitor.get(address);
  expect(page.$('#d-decided').text()).toContain('заявление от 21.11');
  expect(page.$('#d-decided').text()).toContain(first.name);
});

test('a difference is closed with a reason, once', async () => {
  const { rows } = await world.pool.query(
    `insert into book_differences (source, kind, day, subject, state, found_at, state_changed_at)
     values ('agents', 'no_registry', '2026-11-19', 'sber', 'open', now(), now())
     returning difference_id as id`,
  );
  const address = `/staff/banks/differences/${rows[0].id}`;
  const page = await first.visitor.get(address);
  const fields = { decision: 'closed', reason: 'банк пришлёт завтра' };
  expect((await first.visitor.submit(page, fields)).status).toBe(303);
  expect((await first.visitor.submit(page, fields)).status).toBe(409);
  expect((await first.visitor.get(address)).text).toContain('банк пришлёт завтра');
});
