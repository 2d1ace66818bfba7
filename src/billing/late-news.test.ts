import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Home } from '#test/billing-homes.ts';
import { type BillingWorld, openBillingWorld } from '#test/billing-world.ts';

/** 68 m³ at 9.624 ₽ in January, the only closed month: 654.43 ₽. */
let world: BillingWorld;
let home: Home;
beforeEach(async () => {
  world = await openBillingWorld({ booksOn: '2026-01-01' });
  home = await world.addHome({ balanceKopecks: 10_000, debtSince: '2025-12-01' });
  await world.addReadings(home, [
    ['2025-12-21', '1250'],
    ['2026-01-21', '1318'],
  ]);
  await world.closeThrough('2026-01-01', '2026-01-01');
});
afterEach(() => world.stop());

test('a price that is told for a closed month leaves its charges and their proof alone', async () => {
  await world.rows(
    `insert into tariffs (category, valid_from, price_per_m3, recorded_at)
     values ('heating', '2026-01-15', 20, '2026-02-05T10:00:00Z')`,
  );
  expect(await world.verify()).toMatchObject({ months: 1, difference: null });
});

test('a price that came when a month was being closed is not its price, however often it goes on', async () => {
  await world.addReadings(home, [['2026-02-21', '1328']]);
  const stopped = await world.close('2026-02-01', { signal: AbortSignal.abort() });
  expect(stopped).toMatchObject({ ok: false, code: 'interrupted' });
  world.clock.set('2026-03-01T11:00:00+02:00');
  await world.rows(
    `insert into tariffs (category, valid_from, price_per_m3, recorded_at)
     values ('heating', '2026-02-01', 20, $1)`,
    [world.clock.now()],
  );
  expect(await world.close('2026-02-01')).toMatchObject({ ok: true, isResumed: true });
  // 10 m³ × 9.624.
  expect((await world.monthsOf(home)).at(-1)).toMatchObject({ charged: 9624 });
  expect(await world.verify()).toMatchObject({ months: 2, difference: null });
});

test('an account once in the books stays there, whatever day of opening a register tells', async () => {
  await world.rows("update personal_accounts set opened_on = '2026-03-10'");
  await world.closeThrough('2026-02-01', '2026-03-01');
  // The opening balance is taken once, and February charges nothing. December's 100 ₽, due 12.01, cost
  // from the 31st day, 12.02 to 28.02: 10 000 × 9,5 % × 17 ÷ 300 = 54 kopecks.
  expect(await world.monthsOf(home)).toMatchObject([
    { closing: 75_443 },
    { opening: 75_443, charged: 0, penalty: 54, closing: 75_497 },
    { opening: 75_497 },
  ]);
  const openings = "select from ledger_entries where kind = 'opening'";
  expect(await world.rows(openings)).toHaveLength(1);
});

/** A price of heating that is recorded now, whatever its day. */
const tellOfPrice = (on: string, price: number) =>
  world.rows(
    `insert into tariffs (category, valid_from, price_per_m3, recorded_at)
     values ('heating', $1, $2, $3)`,
    [on, price, world.clock.now()],
  );

test('a late event charges a closed month again by the prices that were known at its close', async () => {
  world.clock.set('2026-02-05T10:00:00+02:00');
  await tellOfPrice('2026-01-15', 20);
  await world.addReadings(home, [['2026-02-21', '1386']]);
  await world.closeThrough('2026-02-01', '2026-02-01');
  // From 15 February on it is 20 ₽ by what was known as February was closed: 68 m³ × 20 = 1 360 ₽.
  expect((await world.monthsOf(home)).map(({ charged }) => charged)).toEqual([65_443, 136_000]);
  world.clock.set('2026-03-03T10:00:00+02:00');
  await tellOfPrice('2026-02-01', 30);
  // Off for ten of January's days: all of its 68 m³ passed on the others, so nothing changes but days.
  await world.addEvent(home, {
    kind: 'disconnected',
    from: '2026-01-01',
    to: '2026-01-10',
    recordedMonth: '2026-03-01',
  });
  await world.addPrivilege(home, {
    from: '2026-01-01',
    share: '0.5',
    recordedMonth: '2026-03-01',
  });
  await world.addReadings(home, [['2026-03-21', '1396']]);
  await world.closeThrough('2026-03-01', '2026-03-01');
  // Half of each month as it was charged: 327.22 of January at 9.624, 680 ₽ of February at 20;
  // of March's 10 m³ at 30 half, 150 ₽.
  expect((await world.monthsOf(home)).at(-1)).toMatchObject({
    charged: 15_000,
    recalculated: -32_722 - 68_000,
  });
  const lines = await world.linesOf(home, '2026-03-01');
  const pricesOf = (month: string) =>
    new Set(lines.filter(({ of }) => of === month).map(({ price }) => price));
  expect(pricesOf('2026-01')).toEqual(new Set(['9.624']));
  expect(pricesOf('2026-02')).toEqual(new Set(['20']));
  expect(await world.verify()).toMatchObject({ months: 3, difference: null });
});

/** As the import does: what was before goes to the revisions. */
async function tellOfMeter(change: string) {
  world.clock.set('2026-02-10T10:00:00+02:00');
  await world.rows(
    `insert into register_imports (register_import_id, kind, file_name, file_sha256, as_of,
       imported_at)
     overriding system value values (7, 'events', 'a.csv', 'a', '2026-02-10', $1)`,
    [world.clock.now()],
  );
  await world.rows(
    `insert into meter_revisions (personal_account_id, meter_id, valid_from, valid_to, model,
       integer_digits, decimal_digits, is_outdoor, is_thermocompensated, climate_zone,
       commissioned_on, sealed_on, verified_until, removed_on, register_import_id,
       ended_by_import_id)
     select personal_account_id, meter_id, attributes_since, '2026-02-10', model, integer_digits,
       decimal_digits, is_outdoor, is_thermocompensated, climate_zone, commissioned_on, sealed_on,
       verified_until, removed_on, register_import_id, 7 from meters`,
  );
  await world.rows(
    `update meters set ${change}, attributes_since = '2026-02-10', register_import_id = 7`,
  );
}

test('a removal that is told after the close is no fault of the closed month', async () => {
  await tellOfMeter("removed_on = '2026-01-10'");
  expect(await world.verify()).toMatchObject({ notRecomputed: 1, difference: null });
});
