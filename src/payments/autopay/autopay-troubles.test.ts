import { beforeEach, expect, test, vi } from 'vitest';
import { setUpAutopay } from '#test/autopay-tests.ts';
import { type AutopayWorld, type Payer, payAndSave, turnOn } from '#test/autopay-world.ts';
import { payOn } from '#test/payments-world.ts';
import { createGateways } from '../gateways.ts';
import { chargeAnnounced } from './charge.ts';
import { runAutopay } from './run-autopay.ts';
import { removeSavedMethod, turnOffAutopay } from './turn-off.ts';
import { turnOnAutopay } from './turn-on.ts';

// Two workers, a lost answer, a worker that dies between two steps: one run, one payment, once.
let world: AutopayWorld;
let anna: Payer;

setUpAutopay((made, payer) => {
  world = made;
  anna = payer;
});
beforeEach(async () => {
  await payAndSave(anna, world.payAt);
});

const announce = () => world.runAt('2026-12-07T10:00:00+02:00');
const PAYDAY = '2026-12-10T10:00:00+02:00';

/** Of this person by their sums: what we wrote down, what the gateway took. */
async function charges(): Promise<{ ours: number[]; theirs: number[] }> {
  const { rows } = await world.pool.query<{ key: string; amount: number }>(
    `select g.idempotence_key as key, p.amount_kopecks as amount
     from gateway_payments g join payments p using (payment_id)
       join payment_baskets b using (basket_id)
     where b.user_id = $1 and b.source = 'autopay' order by p.payment_id`,
    [anna.userId],
  );
  const { yookassa } = await world.books();
  const taken = yookassa.payments.filter(
    ({ status, metadata }) =>
      status === 'succeeded' && rows.some(({ key }) => key === metadata.order_key),
  );
  return {
    ours: rows.map(({ amount }) => amount),
    theirs: taken.map(({ amountKopecks }) => amountKopecks),
  };
}

test('workers that go at once announce once and charge once', async () => {
  await turnOn(anna);
  const together = async (iso: string) => {
    world.clock.set(iso);
    await Promise.all(Array.from({ length: 8 }, () => runAutopay(world.autopayDeps)));
    await world.waitForAnnouncements();
  };
  await together('2026-12-07T10:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['announced']);
  await together(PAYDAY);
  await world.waitForRun(anna, 'paid');
  expect(await charges()).toEqual({ ours: [114_050], theirs: [114_050] });
  const announced = "letters where kind = 'autopay_announced' and user_id = $1";
  expect(await world.count(announced, [anna.userId])).toBe(1);
  expect(await world.balanceOf(anna)).toBe(310);
});

test('a rule that cannot be looked after holds up no other, and is told of', async () => {
  const boris = await world.createPayer();
  await payAndSave(boris, world.payAt);
  await turnOn(anna);
  await turnOn(boris);
  // A fault of the database about one account.
  await world.pool.query(`
    create function refuse_run() returns trigger language plpgsql as
      $$ begin raise exception 'no room'; end $$;
    create trigger refused before insert on autopay_runs for each row
      when (new.personal_account_id = ${anna.personalAccountId}) execute function refuse_run()`);
  await announce();
  expect([await world.statesOf(anna), await world.statesOf(boris)]).toEqual([[], ['announced']]);
  expect(world.logLines.join()).toContain('a rule of autopay could not be looked after');
  await world.pool.query('drop trigger refused on autopay_runs; drop function refuse_run()');
  await announce();
  expect(await world.statesOf(anna)).toEqual(['announced']);
  await world.endAll(boris);
});

/** The first deed has all but written its letter, and holds what it changed, as the second comes. */
async function meet(first: [table: string, deed: () => Promise<unknown>], second: typeof first) {
  const holder = await world.pool.connect();
  /** Somebody who has written to a table, or read it for a change, waits for a lock. */
  const waitFor = (table: string, locktype: string) =>
    vi.waitFor(async () => {
      const { rowCount } = await holder.query(
        `select from pg_locks waits join pg_locks holds using (pid)
         where not waits.granted and waits.locktype = $2 and holds.granted
           and holds.relation = $1::regclass and holds.mode <> 'AccessShareLock'`,
        [table, locktype],
      );
      expect(rowCount).toBeGreaterThan(0);
    }, 5_000);
  const both: Promise<unknown>[] = [];
  try {
    await holder.query('begin; lock table letters in access exclusive mode');
    both.push(first[1]());
    await waitFor(first[0], 'relation');
    const coming = second[1]();
    both.push(coming);
    await Promise.race([coming, waitFor(second[0], 'transactionid')]);
  } finally {
    await holder.query('commit');
    holder.release();
    await Promise.all(both);
  }
}

test('turned off while it is being announced: what was announced is called off too', async () => {
  await turnOn(anna);
  const place = { personalAccountId: anna.personalAccountId, requestId: 'test' };
  const off = () => turnOffAutopay(world.deps, anna.actor, place);
  await meet(['autopay_runs', announce], ['autopay_rules', off]);
  expect(await world.statesOf(anna)).toEqual(['called_off']);
});

test('a card that is removed while autopay by it is turned on takes the rule with it', async () => {
  const { rows } = await world.pool.query<{ id: number }>(
    'select saved_method_id as id from saved_payment_methods where user_id = $1',
    [anna.userId],
  );
  const savedMethodId = rows[0]?.id ?? 0;
  const { personalAccountId } = anna;
  const place = { personalAccountId, closedOn: null, requestId: 'test' };
  const wish = { savedMethodId, when: { on: 'day', day: 10 }, capKopecks: 500_000 } as const;
  const on = () => turnOnAutopay(world.autopayDeps, anna.actor, place, wish);
  const removed = { savedMethodId, requestId: 'test' };
  const off = () => removeSavedMethod(world.deps, anna.actor, removed);
  await meet(['autopay_rules', on], ['saved_payment_methods', off]);
  const live = "autopay_rules where state = 'active' and user_id = $1";
  expect(await world.count(live, [anna.userId])).toBe(0);
});

test('two of a household with autopay each: what the first pays the second does not', async () => {
  const boris = await world.createPayer();
  await payAndSave(boris, world.payAt);
  await world.db
    .insertInto('personal_account_links')
    .values({
      personal_account_id: anna.personalAccountId,
      user_id: boris.userId,
      proof: 'demo',
      linked_at: world.clock.now(),
      visible_until: null,
      visible_until_reason: null,
      ended_at: null,
    })
    .execute();
  await turnOn(anna);
  await turnOn({ ...boris, accountNumber: anna.accountNumber });
  await Promise.all([announce(), announce()]);
  world.clock.set(PAYDAY);
  await Promise.all([world.run(), world.run(), world.run()]);
  const paid = "autopay_runs where personal_account_id = $1 and state = 'paid'";
  const countPaid = () => world.count(paid, [anna.personalAccountId]);
  await vi.waitFor(async () => expect(await countPaid()).toBe(1), 5_000);
  await world.run();
  expect(await countPaid()).toBe(1);
  expect(await world.balanceOf(anna)).toBe(310);
  await world.endAll(boris);
});

test.each(['error_after_commit', 'drop', 'hang', 'error_before_commit'])(
  'an answer lost by %s: not known until the gateway says, and charged once',
  async (fault) => {
    await turnOn(anna);
    await announce();
    await world.order(fault);
    world.clock.set(PAYDAY);
    await chargeAnnounced(world.autopayDeps);
    await world.waitForRun(anna, 'paid');
    await world.run();
    expect(await charges()).toEqual({ ours: [114_050], theirs: [114_050] });
    expect(await world.balanceOf(anna)).toBe(310);
  },
);

test('a gateway that is away: what is written down is sent later, by the same key', async () => {
  await turnOn(anna);
  await announce();
  world.clock.set(PAYDAY);
  const { deps } = world;
  const { gateways } = deps.config;
  // A port of this machine where nobody listens.
  const yookassa = { ...gateways.yookassa, shopId: '100500', url: 'http://127.0.0.1:9/v3' };
  const config = { ...deps.config, gateways: { ...gateways, hasYookassa: true, yookassa } };
  const away = { ...world.autopayDeps, gateways: createGateways({ ...deps, config }) };
  await chargeAnnounced(away);
  expect(await world.statesOf(anna)).toEqual(['charging']);
  expect((await charges()).theirs).toEqual([]);
  await world.waitForRun(anna, 'paid');
  expect(await charges()).toEqual({ ours: [114_050], theirs: [114_050] });
});

test('a worker that dies before it sends: the next one sends what it wrote', async () => {
  await turnOn(anna);
  await announce();
  world.clock.set(PAYDAY);
  const dying = new Error('killed');
  // Its clock says when: asked once for the day, once for the charge, and then for the sending.
  let asked = 0;
  const clock = {
    now() {
      asked += 1;
      if (asked > 2) throw dying;
      return world.clock.now();
    },
  };
  await chargeAnnounced({ ...world.autopayDeps, clock });
  expect(await world.statesOf(anna)).toEqual(['charging']);
  expect((await charges()).theirs).toEqual([]);
  await world.run();
  await world.waitForRun(anna, 'paid');
  expect(await charges()).toEqual({ ours: [114_050], theirs: [114_050] });
});

test('while a payment of the payer’s own is not known, nothing is charged on top of it', async () => {
  await turnOn(anna);
  await announce();
  world.clock.set('2026-12-10T08:30:00+02:00');
  await anna.signIn(anna.visitor);
  const sent = await payOn(anna.visitor, anna.accountNumber, { amount: '1 140,50' });
  await world.runAt('2026-12-10T09:00:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['announced']);
  await anna.visitor.get(await world.payAt(sent.location));
  await world.runAt('2026-12-10T09:05:00+02:00');
  expect(await world.statesOf(anna)).toEqual(['nothing_owed']);
  expect((await charges()).ours).toEqual([]);
});

test('a charge that has not left when autopay is turned off, or when its day is over, never leaves', async () => {
  const { deps } = world;
  const { gateways } = deps.config;
  const yookassa = { ...gateways.yookassa, shopId: '100500', url: 'http://127.0.0.1:9/v3' };
  const config = { ...deps.config, gateways: { ...gateways, hasYookassa: true, yookassa } };
  const away = { ...world.autopayDeps, gateways: createGateways({ ...deps, config }) };
  for (const end of ['turned off', 'over'] as const) {
    await turnOn(anna);
    await announce();
    world.clock.set(PAYDAY);
    await chargeAnnounced(away);
    expect(await world.statesOf(anna)).toEqual(['charging']);
    if (end === 'turned off') await world.endAll(anna);
    else world.clock.set('2026-12-11T10:00:00+02:00');
    // Whether it has arrived nobody knows for an hour; then the gateway says that it has not.
    await world.waitForRun(anna, 'refused', { minutes: 10 });
    expect((await charges()).theirs).toEqual([]);
    expect(await world.balanceOf(anna)).toBe(114_360);
    await world.endAll(anna);
    anna = await world.createPayer();
    await payAndSave(anna, world.payAt);
  }
});
