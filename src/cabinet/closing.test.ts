import { afterAll, beforeAll, expect, test } from 'vitest';
import { recordConsent } from '#src/identity/consents.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { becomeUser, newPerson, type Person, pathIn, register } from '#test/registration.ts';
import { createStaff } from '#test/staff.ts';
import { createSubscriber } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';
import { sendToStaff } from '#test/waiting-requests.ts';

const BUTTON = 'Отозвать согласие и закрыть кабинет';
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

async function newUser(own: Parameters<typeof newPerson>[0] = {}) {
  const person = newPerson(own);
  const visitor = world.visitor();
  await becomeUser(world, visitor, person);
  const { user_id: userId } = await world.db
    .selectFrom('users')
    .select('user_id')
    .where('email_key', '=', person.email)
    .executeTakeFirstOrThrow();
  return { person, visitor, userId };
}

const withdraw = async (visitor: Visitor, password: string): Promise<Answer> =>
  visitor.submit(await visitor.get(href('profileConsent')), { password }, BUTTON);

const signIn = async (visitor: Visitor, { email, password }: Person) =>
  visitor.submit(await visitor.get('/login'), { login: email, password });

/** Everything that is stored, as text, to look for what must not be there. */
async function everythingStored(): Promise<string> {
  const { rows: tables } = await world.pool.query(
    "select tablename from pg_tables where schemaname = 'public'",
  );
  const dumps = tables.map(async ({ tablename }) => {
    const { rows } = await world.pool.query(`select t::text as row from ${tablename} t`);
    return rows.map(({ row }) => `${tablename}: ${row}`).join('\n');
  });
  return (await Promise.all(dumps)).join('\n');
}

test('the page says what follows before the button, and what to do instead', async () => {
  const { visitor } = await newUser();
  const profile = await visitor.get('/profile');
  expect(profile.$(`a[href="${href('profileConsent')}"]`).text()).toContain('Отозвать согласие');
  const page = await visitor.get(href('profileConsent'));
  const html = page.$('main').html() ?? '';
  for (const said of ['кабинет закроется', 'удалятся', 'Останется', 'Вернуть кабинет нельзя']) {
    expect(html.indexOf(said), said).toBeGreaterThan(0);
    expect(html.indexOf(said)).toBeLessThan(html.indexOf('<button'));
  }
  expect(page.$(`a[href="${href('profileExport')}"]`)).toHaveLength(1);
});

test('without the password nothing closes', async () => {
  const { visitor } = await newUser();
  for (const password of ['', 'не тот пароль']) {
    const refused = await withdraw(visitor, password);
    expect(refused.status).toBe(422);
    expect(refused.$('.ds-error-summary a').attr('href')).toBe('#password');
  }
  expect((await visitor.get('/profile')).status).toBe(200);
});

test('a withdrawn consent closes the cabinet at once and leaves nothing of the person but the proof', async () => {
  const own = { lastName: 'Клёнова', address: 'Калининград, ул. Кленовая, 7, кв. 3' };
  const { person, visitor, userId } = await newUser(own);
  const elsewhere = world.visitor();
  await signIn(elsewhere, person);
  await visitor.submit(
    await visitor.get('/profile'),
    { tokenName: 'Дом', password: person.password },
    'Создать токен',
  );
  await visitor.submit(await visitor.get(href('profileEmail')), {
    email: 'klenova.new@example.ru',
    password: person.password,
  });
  const request = await visitor.get('/accounts/link/request');
  const asked = { accountNumber: person.accountNumber, holderLastName: 'Клёнова' };
  await visitor.submit(request, { ...asked, comment: 'Клёнова пишет' });
  await visitor.submit(await visitor.get('/profile'), {}, 'Собрать архив');
  await world.waitForLetter(person.email, 'Ваши данные готовы');

  const done = await withdraw(visitor, person.password);
  expect(done.location).toBe(href('cabinetClosed'));
  expect((await visitor.follow(done)).$('h1').text()).toBe('Кабинет закрыт');
  const letter = await world.waitForLetter(person.email, 'Личный кабинет закрыт');
  expect(letter.text).toContain('удалены');

  for (const one of [visitor, elsewhere]) expect((await one.get('/profile')).status).toBe(303);
  expect((await signIn(world.visitor(), person)).status).toBe(422);
  const consents = await world.db
    .selectFrom('consents')
    .select(['act', 'version', 'address'])
    .where('user_id', '=', userId)
    .orderBy('consent_id')
    .execute();
  expect(consents.map(({ act }) => act)).toEqual(['given', 'withdrawn']);
  expect(new Set(consents.map(({ version }) => version)).size).toBe(1);
  // The last letter is nobody's, and leaves with those of guests.
  const left = await world.db
    .selectFrom('letters')
    .select(['kind', 'user_id'])
    .where('to_address', '=', person.email)
    .execute();
  expect(left.every((row) => row.user_id === null)).toBe(true);
  await world.db.deleteFrom('letters').where('user_id', 'is', null).execute();
  const stored = await everythingStored();
  const phone = person.phone.replace(/[^+\d]/g, '');
  for (const known of [person.email, phone, 'Клёнова', person.address, 'klenova.new']) {
    expect(stored).not.toContain(known);
  }
  const record = await world.db
    .selectFrom('audit_entries')
    .select('action')
    .where('user_id', '=', userId)
    .execute();
  const deeds = ['create_api_token', 'ask_for_own_data', 'withdraw_consent'];
  expect(record.map(({ action }) => action)).toEqual(deeds);
  const archives = await world.db.selectFrom('data_exports').select('user_id').execute();
  expect(archives).toEqual([]);
});

test('the address and the phone are free: who comes back registers as anybody does', async () => {
  const { person, visitor, userId } = await newUser();
  await withdraw(visitor, person.password);
  const again = world.visitor();
  await register(again, person);
  await expect
    .poll(async () => (await world.letters(person.email)).filter(isActivation).length)
    .toBe(2);
  const letter = await world.waitForLetter(person.email, 'Подтвердите регистрацию');
  await again.submit(await again.get(pathIn(letter)), {}, 'Активировать');
  expect((await again.get('/profile')).$('main').text()).toContain(person.email);
  const { rows } = await world.pool.query('select user_id from users where email_key = $1', [
    person.email,
  ]);
  expect(rows[0].user_id).not.toBe(userId);
});

const isActivation = ({ subject }: { subject: string }) => subject.includes('Подтвердите');

test('the accounts are let go, and the household that stays is not touched', async () => {
  const anna = await createSubscriber(world);
  const visitor = world.visitor();
  await anna.signIn(visitor);
  const home = `/accounts/${anna.accountNumber}`;
  const check = await visitor.get(`${home}/readings/check?value=8700`);
  await visitor.submit(check, {}, 'Передать показание');
  const readings = () =>
    world.db
      .selectFrom('meter_readings')
      .selectAll()
      .where('personal_account_id', '=', anna.personalAccountId)
      .orderBy('meter_reading_id')
      .execute();
  const before = await readings();
  const token = await anna.createToken();
  await withdraw(visitor, anna.password);
  expect(await readings()).toEqual(before);
  const links = await world.db
    .selectFrom('personal_account_links')
    .select('ended_at')
    .where('user_id', '=', anna.userId)
    .execute();
  expect(links.every(({ ended_at: endedAt }) => endedAt !== null)).toBe(true);
  const asked = await fetch(`${world.url}/api/v1/accounts`, {
    headers: { authorization: `Bearer ${token}` },
  });
  expect(asked.status).toBe(401);
});

test('what staff decide afterwards is written to nobody, and brings nobody back', async () => {
  const { owner, asker, requestId, caseId, letterId, approvalId } = await sendToStaff(world);
  for (const one of [owner, asker]) {
    const visitor = world.visitor();
    await one.signIn(visitor);
    await withdraw(visitor, one.password);
  }
  const desk = await createStaff(world, 'administrator');
  const number = owner.accountNumber;
  // What was nothing but a person's wish is gone with the person.
  for (const gone of [
    href('staffLinkingRequest', { requestId }),
    href('staffLetter', { letterId }),
  ]) {
    expect((await desk.visitor.get(gone)).status, gone).toBe(404);
  }
  const question = await desk.visitor.get(href('staffReadingCase', { number, caseId }));
  const decided = await desk.visitor.submit(question, { decision: 'refused', reason: 'ушёл' });
  expect(decided.status).toBe(303);
  const proposal = await desk.visitor.get(href('staffApproval', { approvalId }));
  const agreed = await desk.visitor.submit(proposal, { decision: 'approved', reason: 'да' });
  expect(agreed.$('.ds-error-summary').text()).toContain('Доступа у этого человека уже нет');
  expect((await desk.visitor.get(href('staffAccount', { number }))).status).toBe(200);
  const letters = await world.db
    .selectFrom('letters')
    .select('kind')
    .where((is) => is.or([is('to_address', '=', ''), is('user_id', '=', owner.userId)]))
    .execute();
  expect(letters).toEqual([]);
});

test('what is withdrawn is the edition that was agreed to', async () => {
  const anna = await createSubscriber(world);
  const visitor = world.visitor();
  await anna.signIn(visitor);
  const given = { act: 'given', version: '2026-11-01', textHash: 'of that day' } as const;
  const client = { address: '192.0.2.1', userAgent: 'then' };
  const { userId } = anna;
  await recordConsent(world.db, { ...given, userId, actedAt: world.clock.now(), client });
  await withdraw(visitor, anna.password);
  const acts = await world.db
    .selectFrom('consents')
    .select(['act', 'version', 'text_hash'])
    .where('user_id', '=', userId)
    .orderBy('consent_id')
    .execute();
  const edition = { version: '2026-11-01', text_hash: 'of that day' };
  expect(acts).toEqual([
    { act: 'given', ...edition },
    { act: 'withdrawn', ...edition },
  ]);
});

test('of two who press the button at once, one closes the cabinet; the consent is withdrawn once', async () => {
  const { person, visitor, userId } = await newUser();
  const other = world.visitor();
  await signIn(other, person);
  const pages = await Promise.all([visitor, other].map((one) => one.get(href('profileConsent'))));
  const answers = await Promise.all(
    [visitor, other].map((one, n) =>
      one.submit(pages[n] as Answer, { password: person.password }, BUTTON),
    ),
  );
  expect(answers.filter(({ location }) => location === href('cabinetClosed'))).toHaveLength(1);
  const withdrawn = await world.db
    .selectFrom('consents')
    .select('consent_id')
    .where('user_id', '=', userId)
    .where('act', '=', 'withdrawn')
    .execute();
  expect(withdrawn).toHaveLength(1);
});
