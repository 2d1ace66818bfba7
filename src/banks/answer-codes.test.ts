import { afterAll, beforeAll, expect, test } from 'vitest';
import { bankCalls, read, startCalledWorld } from '#test/bank-calls.ts';
import type { World } from '#test/harness.ts';
import type { Subscriber } from '#test/subscriber.ts';

let world: World;
let anna: Subscriber;
let closed: Subscriber;
beforeAll(async () => {
  ({ world, anna, closed } = await startCalledWorld());
});
afterAll(async () => {
  await world.stop();
  expect(world.logLines.join('')).not.toContain(anna.accountNumber);
});
const { osmp, sber, pay, payment, rowsOf } = bankCalls(() => ({ world, anna }));

test.each([
  ['a number of no form', { account: 'вася' }, '4'],
  ['an unknown account', { account: '390099999999' }, '5'],
  ['a sum too small', { sum: '0.99' }, '241'],
  ['a sum too large', { sum: '50000.01' }, '242'],
  ['no sum', { sum: '' }, '300'],
  ['a sum with a comma', { sum: '10,45' }, '300'],
  ['a sum below nothing', { sum: '-10.45' }, '300'],
  ['no number of the operation', { txn_id: '12a' }, '300'],
  ['a day that is none', { txn_date: '20260231120000' }, '300'],
  ['a day to come', { txn_date: '20261125120000' }, '300'],
  ['another command', { command: 'cancel' }, '300'],
])('ОСМП refuses %s and keeps nothing', async (_, own, code) => {
  const asked = pay(own);
  expect(read(await osmp(asked), 'result')).toBe(code);
  expect(await rowsOf(asked.txn_id)).toEqual([]);
});

test('a closed account fails the check; money given for it waits for people', async () => {
  const asked = pay({ account: closed.accountNumber });
  expect(read(await osmp({ ...asked, command: 'check' }), 'result')).toBe('79');
  expect(read(await osmp(asked), 'result')).toBe('0');
  expect(await rowsOf(asked.txn_id)).toMatchObject([{ state: 'unidentified', reason: 'closed' }]);
});

test('money of a day before the books of its account waits for people too', async () => {
  const asked = pay({ txn_date: '20200101120000' });
  expect(read(await osmp(asked), 'result')).toBe('0');
  expect(await rowsOf(asked.txn_id)).toMatchObject([
    { state: 'unidentified', reason: 'before_books' },
  ]);
});

test.each([
  ['check of an account', { ACTION: 'check' }, '0'],
  ['another action', { ACTION: 'cancel' }, '2'],
  ['an unknown account', { ACCOUNT: '390099999999' }, '3'],
  ['a number of no form', { ACCOUNT: 'вася' }, '4'],
  ['no number of the payment', { PAY_ID: '' }, '6'],
  ['a wrong sum', { AMOUNT: '1e3' }, '9'],
  ['a sum too small', { AMOUNT: '0.10' }, '10'],
  ['a sum too large', { AMOUNT: '999999.00' }, '11'],
  ['a wrong day', { PAY_DATE: '2026-11-20' }, '12'],
  ['a day to come', { PAY_DATE: '20.12.2026_10:00:00' }, '12'],
])('Сбербанк: %s is answered by its code', async (_, own, code) => {
  const asked = payment(own);
  expect(read(await sber(asked), 'CODE')).toBe(code);
  expect(await rowsOf(asked.PAY_ID)).toEqual([]);
});
