import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { inTransaction } from '#src/db/transaction.ts';
import { type PaymentsWorld, payOn, startPaymentsWorld } from '#test/payments-world.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';
import { askForReceiptsRegularly, askRefundsRegularly } from './jobs.ts';
import { requestRefund } from './request-refund.ts';

// A till that refuses: the money is never held up, and its чек comes all the same or waits for people.
let world: PaymentsWorld;
let anna: Subscriber;
let visitor: Visitor;
beforeAll(async () => {
  world = await startPaymentsWorld();
});
beforeEach(async () => {
  await world.order('succeed');
  anna = await createSubscriber(world);
  visitor = world.visitor();
  await anna.signIn(visitor);
});
/** After days that passed, when who was signed in is no more. */
async function look(page: string): Promise<string> {
  const later = world.visitor();
  await anna.signIn(later);
  return (await later.get(page)).text;
}
const signAccountantIn = async () => (await createStaff(world, 'accountant')).visitor;
afterAll(() => world.stop());

/** Paid, while the till refuses so many чеки; gives the address of its page. */
async function payWhileRefused(times: number): Promise<string> {
  if (times > 0) await world.order('receipt_canceled', times);
  const before = await world.balanceOf(anna);
  const sent = await payOn(visitor, anna.accountNumber, { amount: '500' });
  const back = await world.payAt(sent.location);
  await visitor.get(back);
  expect(await world.balanceOf(anna)).toBe(before - 50_000);
  return back;
}
async function paymentOfAnna(): Promise<{ payment_id: number }> {
  const { rows } = await world.pool.query(
    'select payment_id from payment_parts where personal_account_id = $1',
    [anna.personalAccountId],
  );
  return rows[0];
}
async function ofAnna() {
  const { rows } = await world.pool.query(
    `select f.fiscal_receipt_id as id, f.state, f.repeats, f.told, f.document_number,
       f.handed_over_at is not null as handed, f.closed_at is not null as closed, f.ask_after,
       g.gateway_payment_id as payment
     from fiscal_receipts f join gateway_payments g using (payment_id)
       join payment_parts part using (payment_id) where part.personal_account_id = $1 and f.refund_id is null`,
    [anna.personalAccountId],
  );
  return rows[0];
}
type Receipts = {
  yookassa: { receipts: { paymentId: string; status: string; kopecks: number }[] };
};
async function atGateway() {
  const { payment } = await ofAnna();
  const { yookassa } = (await world.books()) as unknown as Receipts;
  return yookassa.receipts
    .filter(({ paymentId }) => paymentId === payment)
    .map(({ status, kopecks }) => ({ status, kopecks }));
}
/** Days pass in seconds, and the worker does its turn in each hour of them. */
const eventually = (what: object) =>
  vi.waitFor(
    async () => {
      world.clock.advance({ hours: 1 });
      await askForReceiptsRegularly(world.deps).run();
      expect(await ofAnna()).toMatchObject(what);
    },
    { timeout: 25_000, interval: 100 },
  );

test('a refused чек is registered anew, of the same sum, and told to the payer', async () => {
  const page = await payWhileRefused(1);
  await eventually({ state: 'succeeded', repeats: 1, ask_after: null, handed: false });
  expect(await atGateway()).toEqual([{ status: 'succeeded', kopecks: 50_000 }]);
  expect((await ofAnna()).document_number).toMatch(/^\d+$/);
  expect(await look(page)).toContain(`Отправлен на ${anna.email}`);
});

test.each(['error_after_commit', 'drop', 'error_before_commit', 'too_many_requests'])(
  'the answer to it is lost by %s: it is made once',
  async (fault) => {
    await payWhileRefused(1);
    await world.order(fault);
    await eventually({ state: 'succeeded', ask_after: null });
    expect(await atGateway()).toEqual([{ status: 'succeeded', kopecks: 50_000 }]);
  },
);

test('refused time after time it waits for people, who try it again', async () => {
  const page = await payWhileRefused(6);
  await eventually({ state: 'canceled', repeats: 5, handed: true, ask_after: null });
  expect(await atGateway()).toHaveLength(5);
  expect(await look(page)).toContain('пришлём его позже');
  const accountant = await signAccountantIn();
  const banks = await accountant.get('/staff/banks');
  const row = banks
    .$('#b-receipts tbody tr')
    .filter((_, one) => banks.$(one).text().includes('500,00'));
  expect(row.length).toBe(1);
  const address = row.find('a').attr('href') ?? '';
  const form = await accountant.get(address);
  expect(form.$('#d-todo').text()).toContain('работает ли касса');
  expect(form.$('#d-facts').text()).toContain(anna.email);
  const fields = { decision: 'retried', reason: 'заменили накопитель' };
  expect((await accountant.submit(form, fields)).status).toBe(303);
  expect((await accountant.submit(form, fields)).status).toBe(409);
  await eventually({ state: 'succeeded', handed: false });
  const done = await (await signAccountantIn()).get(address);
  expect(done.$('#d-decided').text()).toContain('накопитель');
});

test('one that was made elsewhere is closed with its number, and is asked about no more', async () => {
  await payWhileRefused(6);
  await eventually({ handed: true });
  const { id } = await ofAnna();
  const accountant = await signAccountantIn();
  const form = await accountant.get(`/staff/banks/receipts/${id}`);
  const fields = { decision: 'closed', reason: 'чек 0123 от 24.11.2026' };
  expect((await accountant.submit(form, fields)).status).toBe(303);
  expect(await ofAnna()).toMatchObject({ closed: true, ask_after: null });
  const banks = await accountant.get('/staff/banks');
  expect(banks.$(`#b-receipts a[href$="/receipts/${id}"]`)).toHaveLength(0);
});

test('the чек of a refund that is refused is registered anew as a refund', async () => {
  await payWhileRefused(0);
  const { payment_id: paymentId } = await paymentOfAnna();
  const { staffMemberId } = await createStaff(world, 'accountant');
  await inTransaction(world.db, (tx) =>
    requestRefund(
      tx,
      { kind: 'staff', staffMemberId, role: 'accountant' },
      {
        personalAccountId: anna.personalAccountId,
        paymentId,
        amountKopecks: 12_000,
        key: `refund of ${paymentId}`,
        deed: { actorName: 'Орлова Т.', requestId: 'test', reason: 'оплачен чужой счёт' },
        now: world.clock.now(),
      },
    ),
  );
  await world.order('receipt_canceled');
  await askRefundsRegularly(world.deps).run();
  const states = async () => {
    const { rows } = await world.pool.query(
      `select state, refund_id is not null as refund, repeats from fiscal_receipts
       where payment_id = $1 order by refund_id nulls first`,
      [paymentId],
    );
    return rows;
  };
  await vi.waitFor(
    async () => {
      world.clock.advance({ hours: 1 });
      await askForReceiptsRegularly(world.deps).run();
      expect(await states()).toEqual([
        { state: 'succeeded', refund: false, repeats: 0 },
        { state: 'succeeded', refund: true, repeats: 1 },
      ]);
    },
    { timeout: 15_000, interval: 100 },
  );
  expect(await atGateway()).toEqual([{ status: 'succeeded', kopecks: 12_000 }]);
});
