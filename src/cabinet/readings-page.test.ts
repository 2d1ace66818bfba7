import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());

/** Three years of readings, 100 m³ a month. */
const threeYears = Array.from({ length: 36 }, (_, index) => {
  const year = 2023 + Math.floor((index + 10) / 12);
  const month = String(((index + 10) % 12) + 1).padStart(2, '0');
  return [`${year}-${month}-20`, String(1_000 + index * 100)] as const;
});

async function newHousehold(readings: readonly (readonly [string, string])[] = threeYears) {
  const resident = await createSubscriber(world, { meters: [{ readings }] });
  const visitor = world.visitor();
  await resident.signIn(visitor);
  return { ...resident, visitor, path: `/accounts/${resident.accountNumber}/readings` };
}

test('the whole history is there, page after page, each reading once, newest first', async () => {
  const { visitor, path } = await newHousehold();
  const seen: string[] = [];
  let next: string | undefined = path;
  for (let page = 0; next && page < 5; page += 1) {
    const answer = await visitor.get(next);
    expect(answer.status).toBe(200);
    const rows = answer.$('#history').parent().find('tbody tr').toArray();
    for (const row of rows)
      seen.push(
        answer
          .$(row)
          .text()
          .match(/\d\d\.\d\d\.\d{4}/)?.[0] ?? '',
      );
    next = answer.$('a:contains("Показать более ранние")').attr('href');
  }
  const dates = threeYears.map(([date]) => date.split('-').reverse().join('.'));
  expect(seen).toEqual(dates.reverse());
});

test('an older page of history has no form, a cursor of nobody is no page', async () => {
  const { visitor, path } = await newHousehold();
  const first = await visitor.get(path);
  const older = await visitor.get(String(first.$('a:contains("более ранние")').attr('href')));
  expect(older.$('form[action$="/readings/check"]').length).toBe(0);
  expect((await visitor.get(`${path}?cursor=nonsense`)).status).toBe(404);
});

test('each line tells date, value, volume, source and status', async () => {
  const { visitor, path } = await newHousehold();
  const page = await visitor.get(path);
  const line = page.$('#history').parent().find('tbody tr').first().text().replace(/\s+/g, ' ');
  for (const part of ['20.10.2026', '4 500', '100 м³', 'Из базы поставщика', 'Принято']) {
    expect(line).toContain(part);
  }
});

test('the chart has the same numbers as its table and the file to take away', async () => {
  const { visitor, path, accountNumber } = await newHousehold();
  const page = await visitor.get(path);
  const link = `/accounts/${accountNumber}/consumption.csv`;
  expect(page.$(`a[href="${link}"]`).length).toBe(1);
  expect(page.$('svg').length).toBeGreaterThan(0);
  const response = await visitor.send(link);
  expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(response.headers.get('content-disposition')).toBe(
    `attachment; filename="gas-${accountNumber}.csv"`,
  );
  expect(response.headers.get('cache-control')).toBe('private, no-store');
  const lines = response.text.replace('\ufeff', '').trim().split('\n');
  expect(lines[0]).toBe('Месяц;Расход, м³;Год назад, м³;Как посчитан');
  expect(lines).toHaveLength(14);
  expect(lines.at(-1)).toBe('октябрь 2026;100;100;по счётчику');
});

test('without readings the pages say so and draw nothing false', async () => {
  const { visitor, path, accountNumber } = await newHousehold([]);
  const page = await visitor.get(path);
  expect(page.$('main').text()).toContain('Показаний пока нет');
  expect(page.$('form[action$="/readings/check"]').length).toBe(1);
  const csv = await visitor.get(`/accounts/${accountNumber}/consumption.csv`);
  expect(csv.text).toContain('нет показаний');
});

test('a reading far down the history is corrected, also after a refusal; an unknown one is not', async () => {
  const { visitor, path, meters, personalAccountId } = await newHousehold([]);
  for (let day = 1; day <= 14; day += 1) {
    const on = `${String(day).padStart(2, '0')}.11.2026`;
    const check = await visitor.get(`${path}/check?value=${1_000 + day}&on=${on}`);
    await visitor.submit(check, {}, 'Передать показание');
  }
  const history = await visitor.get(
    String((await visitor.get(path)).$('a:contains("более ранние")').attr('href')),
  );
  const oldest = String(history.$('#history').parent().find('tbody a').last().attr('href'));
  const confirmation = oldest.split('/').at(-1) ?? '';
  const form = await visitor.get(`${path}?corrects=${confirmation}`);
  expect(form.$('h2').text()).toContain('Исправьте показание');
  expect(form.$('input[name=corrects]').val()).toBe(decodeURIComponent(confirmation));
  const query = `meter=${meters[0]?.meterId}&value=x&corrects=${confirmation}`;
  const refused = await visitor.get(`${path}/check?${query}`);
  expect(refused.status).toBe(422);
  expect(refused.$('h2').text()).toContain('Исправьте показание');
  const nobodys = await visitor.get(`${path}/check?value=2000&corrects=nonsense`);
  expect(nobodys.status).toBe(422);
  const kept = await world.db
    .selectFrom('meter_readings')
    .select('meter_reading_id')
    .where('personal_account_id', '=', personalAccountId)
    .execute();
  expect(kept).toHaveLength(14);
});
