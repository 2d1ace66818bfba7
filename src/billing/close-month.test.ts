import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '#src/actor.ts';
import { type BillingWorld, openBillingWorld } from '#test/billing-world.ts';
import { closeMonth } from './close-month.ts';
import { previewClose } from './preview-close.ts';
import { loadRates } from './rates-store.ts';
import { reopenMonth } from './reopen-month.ts';

let world: BillingWorld;
beforeAll(async () => {
  world = await openBillingWorld({ booksOn: '2026-01-01' });
});
afterAll(() => world.stop());

describe('the close of a month', () => {
  test('charges what was read, opens the ledger with the register and adds up', async () => {
    const home = await world.addHome({ balanceKopecks: 100_000, debtSince: '2025-12-01' });
    await world.addReadings(home, [
      ['2025-12-21', '1250'],
      ['2026-01-21', '1318'],
    ]);
    await world.pay(home, '2026-01-12', 100_000);
    const outcome = await world.close('2026-01-01');
    expect(outcome).toMatchObject({ ok: true, totals: { accounts: 1, chargedKopecks: 65_443 } });
    expect(await world.monthsOf(home)).toEqual([
      {
        month: '2026-01',
        opening: 100_000,
        charged: 65_443,
        recalculated: 0,
        penalty: 0,
        paid: 100_000,
        corrected: 0,
        closing: 65_443,
        volume: '68',
      },
    ]);
    expect(await world.linesOf(home, '2026-01-01')).toMatchObject([
      { kind: 'charge', method: 'METER', volume: '68', price: '9.624', kopecks: 65_443 },
    ]);
  });

  test('closes in order, once, and no month that has not ended', async () => {
    expect(await world.close('2026-01-01')).toMatchObject({ ok: false, code: 'already_closed' });
    expect(await world.close('2026-03-01')).toMatchObject({
      code: 'month_out_of_order',
      next: '2026-02-01',
    });
    world.clock.set('2026-02-28T23:59:00+02:00');
    const early = await closeMonth(world.deps, { month: '2026-02-01', actor: system('test') });
    expect(early).toEqual({
      ok: false,
      code: 'month_not_ended',
      month: '2026-02-01',
      endsOn: '2026-03-01',
    });
    expect(await world.close('2026-02-01')).toMatchObject({ ok: true });
  });

  test('names every rate that is missing, and changes nothing', async () => {
    await world.rows(
      `insert into meters select personal_account_id, nextval('meter_ids'), 'zone nine', model,
         integer_digits, decimal_digits, true, false, 9, commissioned_on, sealed_on, verified_until,
         removed_on, attributes_since, register_import_id, first_import_id from meters limit 1`,
    );
    world.clock.set('2026-04-02T10:00:00+02:00');
    expect(await world.close('2026-03-01')).toEqual({
      ok: false,
      code: 'rates_missing',
      missing: [{ kind: 'coefficient', climateZone: 9, month: '2026-03-01' }],
    });
    expect(await world.rows("select from month_closes where month = '2026-03-01'")).toEqual([]);
    await world.rows("delete from meters where serial_number = 'zone nine'");
  });

  test('a close that stopped for want of a number goes on with the one that was brought', async () => {
    // Found only when its account is charged: no household of the register uses it yet.
    const home = await world.addHome({ meter: null, residents: 1 });
    await world.rows(
      `update personal_accounts set has_stove = false, has_heating = false, has_water_heater = true
       where personal_account_id = $1`,
      [home.personalAccountId],
    );
    await world.rows("delete from norms where use = 'heater'");
    world.clock.set('2026-04-02T10:00:00+02:00');
    expect(await world.close('2026-03-01')).toMatchObject({ code: 'rates_missing' });
    await world.rows(
      `insert into norms (use, valid_from, volume_m3, unit, recorded_at)
       values ('heater', '2020-01-01', 21.5, 'person', '2026-04-03')`,
    );
    const loaded = await loadRates(world.db, world.supplier.billing, {
      recordedBy: new Date('2026-04-01T00:00:00Z'),
    });
    expect(loaded.norms.find(({ use }) => use === 'heater')).toMatchObject({ volumeM3: '21.5' });
  });

  test('a preview says the same as the close and keeps nothing', async () => {
    const big = await world.addHome();
    await world.addReadings(big, [
      ['2025-12-21', '0'],
      ['2026-03-21', '9000'],
    ]);
    const preview = await previewClose(world.deps, { month: '2026-03-01' });
    if ('code' in preview) throw new Error(preview.code);
    expect(preview.outliers.biggest.first[0]).toMatchObject({ number: big.number });
    const outcome = await world.close('2026-03-01');
    if (!outcome.ok) throw new Error(outcome.code);
    expect(outcome.totals).toEqual(preview.totals);
  });

  test('every figure is proved by the one below it', async () => {
    expect(await world.verify()).toMatchObject({ months: 3, difference: null });
  });

  test('is reopened by opposite entries only, the last first, and closes again the same', async () => {
    const sum =
      'select sum(amount_kopecks)::int as sum, count(*)::int as count from ledger_entries';
    const [before] = await world.rows<{ sum: number; count: number }>(sum);
    const client = await world.pool.connect();
    try {
      const reopen = (month: string) =>
        reopenMonth(client, world.deps, { month, actor: system('test'), reason: 'ошибка' });
      await client.query('begin');
      expect(await reopen('2026-02-01')).toMatchObject({ code: 'not_the_last' });
      expect(await reopen('2026-03-01')).toMatchObject({ ok: true });
      await client.query('commit');
    } finally {
      client.release();
    }
    expect(await world.verify()).toMatchObject({ months: 2, difference: null });
    expect(await world.close('2026-03-01')).toMatchObject({ ok: true });
    const [after] = await world.rows<{ sum: number; count: number }>(sum);
    expect(after?.sum).toBe(before?.sum);
    expect(after?.count).toBeGreaterThan(before?.count ?? 0);
    expect(await world.verify()).toMatchObject({ months: 3, difference: null });
  });

  test('nothing of the ledger is changed, deleted or doubled', async () => {
    await expect(world.rows('update ledger_entries set amount_kopecks = 0')).rejects.toThrow(
      'append-only',
    );
    await expect(world.rows('delete from ledger_entries')).rejects.toThrow('append-only');
    await expect(world.rows('truncate ledger_entries')).rejects.toThrow('append-only');
    await expect(world.rows('delete from charge_lines')).rejects.toThrow('append-only');
    await expect(world.rows('update account_months set closing_kopecks = 0')).rejects.toThrow();
    await expect(
      world.rows(
        `insert into ledger_entries (billing_month, personal_account_id, idempotency_key, kind,
           is_penalty, amount_kopecks, for_month, value_date, close_id, cause, entered_at)
         select billing_month, personal_account_id, idempotency_key, kind, is_penalty,
           amount_kopecks, for_month, value_date, close_id, cause, entered_at
         from ledger_entries where close_id is not null limit 1`,
      ),
    ).rejects.toThrow('duplicate key');
  });

  test('the check of the ledger names the first difference', async () => {
    await world.rows('alter table ledger_entries disable trigger ledger_entries_append_only');
    await world.rows(
      `update ledger_entries set amount_kopecks = amount_kopecks + 1
       where kind = 'charge' and billing_month = '2026-02-01' and close_id is not null`,
    );
    await world.rows('alter table ledger_entries enable trigger ledger_entries_append_only');
    const { difference } = await world.verify();
    expect(difference).toMatchObject({ month: '2026-02-01', what: 'charged, by entries' });
  });
});
