import JSZip from 'jszip';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { downloadBy } from '#test/download.ts';
import { startWorld, type World } from '#test/harness.ts';
import { textOf } from '#test/household.ts';
import { createSubscriber, type Subscriber } from '#test/subscriber.ts';
import type { Visitor } from '#test/visitor.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ now: '2026-12-12T10:00:00+02:00' });
});
afterAll(() => world.stop());

async function visitorOf(resident: Subscriber): Promise<Visitor> {
  const visitor = world.visitor();
  await resident.signIn(visitor);
  return visitor;
}

const ask = async (visitor: Visitor) =>
  visitor.submit(await visitor.get('/profile'), {}, 'Собрать архив');

/** Asks, and waits for the letter: the address that it leads to. */
async function linkFor(resident: Subscriber, visitor: Visitor): Promise<string> {
  const asked = await ask(visitor);
  expect(asked.status).toBe(303);
  const letter = await world.waitForLetter(resident.email, 'Ваши данные готовы');
  const link = letter.links.find((one) => one.includes('/profile/exports/')) ?? '';
  return new URL(link).pathname;
}

const recordOf = async (userId: number): Promise<string[]> => {
  const rows = await world.db
    .selectFrom('audit_entries')
    .select('action')
    .where('user_id', '=', userId)
    .orderBy('audit_entry_id')
    .execute();
  return rows.map(({ action }) => action);
};

test('the archive is made in the background and comes by a letter: JSON, and tables that open', async () => {
  const anna = await createSubscriber(world, { link: { own_name: '=HYPERLINK("x")' } });
  const visitor = await visitorOf(anna);
  const link = await linkFor(anna, visitor);
  const page = await visitor.get(link);
  expect(page.status).toBe(200);
  const button = page.$('a:contains("Скачать архив")');
  expect(button.text()).toMatch(/ZIP, \d+\s(КБ|МБ)/);
  const { pdf: zip, headers } = await downloadBy(visitor, world.url, button.attr('href') ?? '');
  expect(headers.get('content-type')).toBe('application/zip');
  expect(headers.get('cache-control')).toBe('private, no-store');
  const { files } = await JSZip.loadAsync(zip, { checkCRC32: true });
  const folder = anna.accountNumber;
  expect(Object.keys(files)).toEqual([
    'own-data.json',
    'letters.csv',
    'record.csv',
    ...['readings', 'charges', 'ledger', 'bills', 'papers'].map((name) => `${folder}/${name}.csv`),
  ]);
  const data = JSON.parse((await files['own-data.json']?.async('text')) ?? '');
  expect(data).toMatchObject({ format: 'ochag-own-data', person: { email: anna.email } });
  const readings = await files[`${folder}/readings.csv`]?.async('text');
  expect(readings).toContain('8642;2026-11-21');
  expect(await recordOf(anna.userId)).toEqual(['ask_for_own_data', 'download_own_data']);
});

test('the token of the link lies nowhere, and no log, job or letter holds it or the data', async () => {
  const anna = await createSubscriber(world);
  const visitor = await visitorOf(anna);
  const token = (await linkFor(anna, visitor)).split('/').at(-1) ?? '?';
  await visitor.get(`/profile/exports/${token}`);
  const { rows } = await world.pool.query(
    `select (select count(*) from letters where data::text like '%' || $1 || '%')::int
       + (select count(*) from one_time_tokens where encode(token_hash, 'escape') = $1)::int as seen`,
    [token],
  );
  expect(rows[0].seen).toBe(0);
  const logs = world.logLines.join('\n');
  expect(logs).not.toContain(token);
  expect(logs).not.toContain(anna.email);
});

test('whoever else has the link has nothing: not a guest, not another subscriber', async () => {
  const [anna, boris] = [await createSubscriber(world), await createSubscriber(world)];
  const link = await linkFor(anna, await visitorOf(anna));
  const other = await visitorOf(boris);
  expect((await other.get(link)).status).toBe(404);
  expect((await other.get(`${link}/own-data.zip`)).status).toBe(404);
  expect((await world.visitor().get(`${link}/own-data.zip`)).location).toContain('/login');
  expect((await other.get(`/profile/exports/${'A'.repeat(43)}`)).status).toBe(404);
});

test('asked twice it is made once; asked anew the old link dies', async () => {
  const anna = await createSubscriber(world);
  const visitor = await visitorOf(anna);
  const page = await visitor.get('/profile');
  await Promise.all([1, 2, 3].map(() => visitor.submit(page, {}, 'Собрать архив')));
  const first = await world.waitForLetter(anna.email, 'Ваши данные готовы');
  const old = new URL(first.links.find((one) => one.includes('/exports/')) ?? '').pathname;
  expect((await visitor.get(old)).status).toBe(200);
  const again = await visitor.get('/profile');
  expect(textOf(again)).toContain('Архив готов, ссылка в письме');
  await visitor.submit(again, {}, 'Собрать заново');
  expect((await visitor.get(old)).status).toBe(404);
  const asked = (await recordOf(anna.userId)).filter((action) => action === 'ask_for_own_data');
  expect(asked.length).toBe(2);
});

test('after three days it is gone, and the page says what to do', async () => {
  const anna = await createSubscriber(world);
  const visitor = await visitorOf(anna);
  const link = await linkFor(anna, visitor);
  world.clock.set('2026-12-15T10:00:01+02:00');
  try {
    // The sign-in has expired meanwhile as well.
    const page = await (await visitorOf(anna)).get(link);
    expect(page.status).toBe(404);
    expect(textOf(page)).toContain('действует три дня');
    expect(page.$(`a[href="${href('profile')}#own-data"]`).length).toBe(1);
  } finally {
    world.clock.set('2026-12-12T10:00:00+02:00');
  }
});

test('the sixth archive of a day waits', async () => {
  const anna = await createSubscriber(world);
  const visitor = await visitorOf(anna);
  const form = await visitor.get('/profile');
  const token = { _token: String(form.$('[name=_token]').val()) };
  for (let turn = 0; turn < 5; turn += 1) {
    expect((await visitor.post(href('profileExports'), token)).status).toBe(303);
  }
  expect((await visitor.post(href('profileExports'), token)).status).toBe(429);
});
