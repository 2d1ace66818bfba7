import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createApiCaller } from '#test/api-caller.ts';
import { startWorld, type World } from '#test/harness.ts';
import { newHousehold } from '#test/household.ts';
import { addMeter, type SubscriberFacts } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

const newResident = (facts: SubscriberFacts = {}) => newHousehold(world, facts);

/** The flat is sold on 1 November 2026: what the import of a change of holder leaves behind. */
async function sellFlat() {
  const former = await newResident({
    personalAccount: { linking_pin: '111111', last_bill_kopecks: 50_000 },
    meters: [
      {
        serial_number: '77001122',
        readings: [
          ['2026-09-20', '8400'],
          ['2026-10-20', '8500'],
          ['2026-11-10', '8642'],
        ],
      },
    ],
  });
  const { personalAccountId } = former;
  await world.pool.query(
    `insert into personal_account_revisions (personal_account_id, valid_from, valid_to,
       unified_number, holder_last_name, holder_first_name, holder_middle_name, address, fias_id,
       residents, heated_area_m2, has_stove, has_water_heater, has_heating,
       has_central_hot_water, opened_on, closed_on, last_bill_kopecks, linking_pin, holder_since,
       register_import_id, ended_by_import_id)
     select personal_account_id, attributes_since, '2026-11-01', unified_number,
       holder_last_name, holder_first_name, holder_middle_name, address, fias_id, residents,
       heated_area_m2, has_stove, has_water_heater, has_heating, has_central_hot_water,
       opened_on, closed_on, last_bill_kopecks, linking_pin, holder_since, 1, 2
     from personal_accounts where personal_account_id = $1`,
    [personalAccountId],
  );
  const holder = { holder_last_name: 'Новосёлов', holder_since: '2026-11-01', residents: 5 };
  await world.db
    .updateTable('personal_accounts')
    .set(holder)
    .where('personal_account_id', '=', personalAccountId)
    .execute();
  const past = { visible_until: '2026-11-01', visible_until_reason: 'holder_changed' };
  await world.db
    .updateTable('personal_account_links')
    .set(past)
    .where('user_id', '=', former.userId)
    .execute();
  const claim = async (secret: Record<string, string>, visitor = former.visitor) => {
    await world.db.deleteFrom('rate_limits').execute();
    const form = await visitor.get('/accounts/link');
    const named = { accountNumber: former.accountNumber, holderLastName: 'Новосёлов' };
    return visitor.submit(form, { ...named, ...secret }, 'Добавить лицевой счёт');
  };
  return { ...former, claim };
}

test('a former resident sees what was, and nothing of the new holder', async () => {
  const { visitor, accountNumber } = await sellFlat();
  const home = await visitor.get(`/accounts/${accountNumber}`);
  expect(home.status).toBe(200);
  expect(home.$('main').text()).toMatch(/Счёт переоформлен 1\sноября/);
  expect(home.$('title').text()).not.toContain('К оплате');
  const readings = await visitor.get(`/accounts/${accountNumber}/readings`);
  const payment = await visitor.get(`/accounts/${accountNumber}/payment`);
  expect(payment.$('main').text()).toContain('Счёт записан на другого человека');
  expect(payment.$('main').text()).not.toContain('БИК');
  for (const page of [home, readings, payment]) {
    expect(page.text).not.toContain('Новосёлов');
    expect(page.$('main').text()).not.toMatch(/8\s642/);
    expect(page.$('main').text()).not.toMatch(/1\s243,60/);
    expect(page.$('form[action$="/readings/check"]').length).toBe(0);
  }
  expect(home.$('main').text()).not.toMatch(/Проживает\s*5/);
  expect(readings.$('main').text()).toMatch(/8\s500/);
});

test('a former resident sends nothing, though the address of the form is known', async () => {
  const { visitor, accountNumber, meters, personalAccountId } = await sellFlat();
  const check = await visitor.get(
    `/accounts/${accountNumber}/readings/check?meter=${meters[0]?.meterId}&value=8700`,
  );
  expect(check.status).toBe(422);
  expect(check.text).toContain('счёт записан на другого человека');
  const token = String((await visitor.get('/profile')).$('[name=_token]').val());
  const fields = { _token: token, meter: String(meters[0]?.meterId), value: '8700', on: '' };
  for (const path of ['readings', 'readings/case']) {
    const sent = await visitor.post(`/accounts/${accountNumber}/${path}`, fields);
    expect(sent.status).toBe(422);
  }
  const kept = await world.db
    .selectFrom('meter_readings')
    .select('value_m3')
    .where('personal_account_id', '=', personalAccountId)
    .where('source', '<>', 'register')
    .execute();
  expect(kept).toEqual([]);
});

test('a former resident proves nothing by what they knew, and is let in by what is new', async () => {
  const { claim, visitor, accountNumber, personalAccountId } = await sellFlat();
  expect((await claim({ meterSerial: '77001122' })).status).toBe(422);
  expect((await claim({ pin: '111111' })).status).toBe(422);
  expect((await claim({ lastBill: '500,00' })).status).toBe(422);
  const page = await visitor.get(`/accounts/${accountNumber}/unlinking`);
  await visitor.submit(page, {}, 'Убрать счёт');
  expect((await claim({ meterSerial: '77001122' })).status).toBe(422);
  await world.db
    .updateTable('personal_accounts')
    .set({ linking_pin: '222222' })
    .where('personal_account_id', '=', personalAccountId)
    .execute();
  expect((await claim({ pin: '222222' })).status).toBe(303);
  const home = await visitor.get(`/accounts/${accountNumber}`);
  expect(home.text).not.toContain('Счёт переоформлен');
});

test('a former resident gets in by no second user, nor after unlinking before the sale', async () => {
  const { claim, personalAccountId, userId } = await sellFlat();
  const known: Record<string, string>[] = [
    { meterSerial: '77001122' },
    { pin: '111111' },
    { lastBill: '500,00' },
  ];
  const second = await newResident();
  for (const secret of known) expect((await claim(secret, second.visitor)).status).toBe(422);
  await world.db.deleteFrom('personal_account_links').where('user_id', '=', userId).execute();
  for (const secret of known) expect((await claim(secret)).status).toBe(422);
  await addMeter(world, personalAccountId, {
    serial_number: '77003344',
    commissioned_on: '2026-11-15',
    first_import_id: 2,
  });
  expect((await claim({ meterSerial: '77003344' }, second.visitor)).status).toBe(303);
});

test('a former resident sees nothing of the meter that came after, by no door', async () => {
  const { visitor, accountNumber, personalAccountId, createToken } = await sellFlat();
  await addMeter(world, personalAccountId, {
    serial_number: '77005566',
    commissioned_on: '2026-11-15',
    verified_until: '2036-11-15',
    readings: [['2026-11-15', '3']],
  });
  await world.db
    .updateTable('meters')
    .set({ removed_on: '2026-11-15', verified_until: '2026-11-14', sealed_on: '2026-11-13' })
    .where('personal_account_id', '=', personalAccountId)
    .where('serial_number', '=', '77001122')
    .execute();
  const api = createApiCaller(world, await createToken());
  const home = `/accounts/${accountNumber}`;
  for (const path of [home, `${home}/readings`, `${home}/consumption.csv`, `${home}/charges`]) {
    const { text } = await visitor.get(path);
    expect(text, path).not.toContain('77005566');
    expect(text, path).not.toMatch(/1[3-5]\.11\.2026/);
  }
  const { body } = await api.get<{ meters: object[] }>(`${home}/meters`);
  expect(body.meters).toMatchObject([
    { meterSerial: '77001122', removedOn: null, verifiedUntil: null, sealedOn: null },
  ]);
});
