import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import { startTwoGateways, type TwoGateways } from '#test/two-gateways.ts';
import { reconcileDay } from './reconcile.ts';
import { reconcileGatewaysRegularly } from './reconcile-regularly.ts';

// What the worker compares by itself, and what it does where a comparison was not to be had.
let world: TwoGateways;
let anna: Subscriber;
let day: string;
beforeAll(async () => {
  world = await startTwoGateways();
});
let days = 2;
beforeEach(async () => {
  await world.order('succeed');
  // Each test has a day of its own.
  days += 1;
  day = `2026-11-${String(days).padStart(2, '0')}`;
  world.clock.set(`${day}T10:00:00+02:00`);
  anna = await createSubscriber(world);
});
afterAll(() => world.stop());

const states = async () => {
  const { rows } = await world.pool.query(
    'select kind, state from book_differences where day = $1 order by kind',
    [day],
  );
  return rows;
};

test('a gateway that is down: the comparison is not complete, mends nothing, and is made again', async () => {
  await world.payAloud(anna, 'sbp', 11_100);
  const away = {
    ...world.deps,
    config: {
      ...world.deps.config,
      gateways: {
        ...world.deps.config.gateways,
        hasYookassa: true,
        yookassa: {
          ...world.deps.config.gateways.yookassa,
          url: 'http://127.0.0.1:9/v3',
          shopId: '1',
          secretKey: '1',
        },
      },
    },
  };
  await world.pool.query(
    `insert into book_differences (source, kind, day, subject, state, found_at, state_changed_at)
     values ('gateway yookassa', 'foreign_payment', $1, 'yookassa 1', 'open', now(), now())`,
    [day],
  );
  const first = await reconcileDay(away, day);
  expect(first.gateways.map(({ isComplete }) => isComplete)).toEqual([false, true]);
  expect(await states()).toEqual([
    { kind: 'foreign_payment', state: 'open' },
    { kind: 'gateway_silent', state: 'open' },
  ]);
  // The next day, whenever the worker looks: once a night what is complete, again what is not.
  world.clock.advance({ days: 1 });
  days += 1;
  const comparedAt = async () => {
    const { rows } = await world.pool.query(
      `select source, is_complete, compared_at from book_comparisons where day = $1 order by source`,
      [day],
    );
    return rows;
  };
  await reconcileGatewaysRegularly(world.deps).run();
  expect((await comparedAt()).map(({ is_complete: isComplete }) => isComplete)).toEqual([
    true,
    true,
  ]);
  expect(await states()).toEqual([
    { kind: 'foreign_payment', state: 'mended' },
    { kind: 'gateway_silent', state: 'mended' },
  ]);
  const once = await comparedAt();
  await sleep(5);
  world.clock.advance({ minutes: 20 });
  await reconcileGatewaysRegularly(world.deps).run();
  expect(await comparedAt()).toEqual(once);
});

test('a day of a gateway that cannot be compared keeps no other from it, and is told of', async () => {
  await world.payAloud(anna, 'sbp', 11_200);
  world.clock.advance({ days: 1 });
  days += 1;
  // A fault of the database about one day of one of them.
  await world.pool.query(`
    create function refuse_day() returns trigger language plpgsql as
      $$ begin raise exception 'no room'; end $$;
    create trigger refused before insert on book_comparisons for each row
      when (new.source = 'gateway yookassa' and new.day = '${day}') execute function refuse_day()`);
  const compared = async () => {
    const { rows } = await world.pool.query(
      'select source from book_comparisons where day = $1 order by source',
      [day],
    );
    return rows.map(({ source }) => source);
  };
  await reconcileGatewaysRegularly(world.deps).run();
  expect(await compared()).toEqual(['gateway tbank']);
  expect(world.logLines.join()).toContain('books could not be compared');
  await world.pool.query('drop trigger refused on book_comparisons; drop function refuse_day()');
  await reconcileGatewaysRegularly(world.deps).run();
  expect(await compared()).toEqual(['gateway tbank', 'gateway yookassa']);
});
