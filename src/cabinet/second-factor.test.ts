import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { href } from '#src/routes.ts';
import { codeOf, recoveryCodesOn, secretOn } from '#test/authenticator.ts';
import { addApp, createCarefulResident, passwordStep } from '#test/careful-resident.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());
beforeEach(async () => {
  await world.db.deleteFrom('rate_limits').execute();
});

async function newResident() {
  const resident = await createSubscriber(world);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  return { ...resident, visitor };
}

const APP = href('secondFactorApp');
const OVERVIEW = href('secondFactor');

test('the profile leads to the page, which says that it is off', async () => {
  const { visitor } = await newResident();
  expect((await visitor.get('/profile')).$(`a[href="${OVERVIEW}"]`).length).toBe(1);
  const page = await visitor.get(OVERVIEW);
  expect(page.$('h1').text()).toBe('Вход с подтверждением');
  expect(page.$('main').text()).toContain('выключен');
  expect(page.$('main').text()).toContain('с паспортом');
});

test('turning it on needs the password and a code; ten recovery codes are shown once', async () => {
  const { visitor, password, email, userId } = await newResident();
  const page = await visitor.get(APP);
  expect(page.$('svg.qr path').length).toBe(2);
  expect(page.headers.get('cache-control')).toBe('private, no-store');
  const secret = secretOn(page);
  const code = codeOf(secret, world.clock.now());
  const noPassword = await visitor.submit(page, { code, password: 'не тот пароль' });
  expect(noPassword.status).toBe(422);
  expect(noPassword.$('.ds-error-summary a').attr('href')).toBe('#password');
  // The telephone holds the secret already: a mistake does not change it.
  expect(secretOn(noPassword)).toBe(secret);
  const noCode = await visitor.submit(noPassword, { code: '', password });
  expect(noCode.$('.ds-error-summary a').attr('href')).toBe('#code');
  const wrong = await visitor.submit(noCode, { code: '000000', password });
  expect([wrong.status, secretOn(wrong)]).toEqual([422, secret]);
  const done = await visitor.submit(wrong, { code, password });
  expect(done.status).toBe(200);
  const codes = recoveryCodesOn(done);
  expect(new Set(codes).size).toBe(10);
  for (const one of codes) expect(one).toMatch(/^([2-9a-z]{4}-){3}[2-9a-z]{4}$/);
  const later = await visitor.get(OVERVIEW);
  expect(later.$('main').text()).toContain('Осталось 10 кодов');
  expect(later.text).not.toContain(codes[0] ?? '');
  expect((await world.waitForLetter(email, 'Добавлено подтверждение')).text).toContain(
    'приложение',
  );
  const entries = await world.db
    .selectFrom('audit_entries')
    .select(['action', 'actor_kind', 'actor_id'])
    .where('user_id', '=', userId)
    .execute();
  expect(entries).toEqual([
    { action: 'add_second_factor', actor_kind: 'resident', actor_id: userId },
  ]);
});

test('neither secret nor codes lie in the database in clear', async () => {
  const { totpSecret, recoveryCodes } = await createCarefulResident(world);
  const { rows } = await world.pool.query(`
    select coalesce(string_agg(t::text, ' '), '') as dump from (
      select t::text from totp_secrets t union all select r::text from recovery_codes r
      union all select l::text from letters l union all select a::text from audit_entries a) t`);
  const dump = String(rows[0].dump);
  for (const text of [
    totpSecret,
    ...recoveryCodes,
    ...recoveryCodes.map((one) => one.replaceAll('-', '')),
  ]) {
    expect(dump.includes(text)).toBe(false);
    expect(dump.includes(Buffer.from(text).toString('hex'))).toBe(false);
  }
  expect(world.logLines.join('')).not.toContain(totpSecret);
});

test('an offer of another person, or of more than an hour ago, becomes no factor', async () => {
  const [anna, boris] = [await newResident(), await newResident()];
  const theirs = await boris.visitor.get(APP);
  const sealed = String(theirs.$('[name=sealed]').val());
  const code = codeOf(secretOn(theirs), world.clock.now());
  const page = await anna.visitor.get(APP);
  const { password } = anna;
  const stolen = await anna.visitor.submit(page, { code, password, sealed });
  expect(stolen.status).toBe(422);
  expect(secretOn(stolen)).not.toBe(secretOn(theirs));
  world.clock.advance({ minutes: 61 });
  const late = codeOf(secretOn(page), world.clock.now());
  const refused = await anna.visitor.submit(page, { code: late, password });
  expect(refused.$('.ds-error-summary').text()).toContain('Отсканируйте новый рисунок');
  world.clock.advance({ minutes: -61 });
});

test('a change ends all other sessions and gives this one another token', async () => {
  const { visitor, password, signIn } = await newResident();
  const phone = world.visitor();
  await signIn(phone);
  const before = String(visitor.cookies.get('session'));
  await addApp(world, visitor, { password });
  expect((await phone.get('/profile')).status).toBe(303);
  expect(visitor.cookies.get('session')).not.toBe(before);
  expect((await visitor.get('/profile')).status).toBe(200);
  visitor.cookies.set('session', before);
  expect((await visitor.get('/profile')).status).toBe(303);
});

test('a form on its way changes no factor once a new password has ended its session', async () => {
  const { visitor, password, userId } = await newResident();
  const page = await visitor.get(APP);
  const code = codeOf(secretOn(page), world.clock.now());
  const client = await world.pool.connect();
  try {
    // Ended, and not visible yet when the request begins.
    await client.query('begin');
    await client.query('delete from sessions where user_id = $1', [userId]);
    const sent = visitor.submit(page, { code, password }, 'Включить');
    await expect
      .poll(async () => {
        const { rows } = await world.pool.query(
          `select 1 from pg_stat_activity where datname = current_database()
            and wait_event_type = 'Lock'`,
        );
        return rows.length;
      })
      .toBeGreaterThan(0);
    await client.query('commit');
    expect((await sent).status).toBe(401);
  } finally {
    client.release();
  }
  const kept = await world.db
    .selectFrom('totp_secrets')
    .select('owner_id')
    .where('owner_id', '=', userId)
    .execute();
  expect(kept).toEqual([]);
});

test('new recovery codes take the place of the old ones', async () => {
  const anna = await createCarefulResident(world);
  const page = await anna.visitor.get(href('secondFactorCodes'));
  expect((await anna.visitor.submit(page, { password: 'не тот' })).status).toBe(422);
  const renewed = await anna.visitor.submit(page, { password: anna.password });
  const fresh = recoveryCodesOn(renewed);
  expect(fresh).toHaveLength(10);
  const visitor = world.visitor();
  await passwordStep(visitor, anna);
  const codePage = await visitor.get('/login/code');
  const [old = ''] = anna.recoveryCodes;
  expect((await visitor.submit(codePage, { recoveryCode: old })).status).toBe(422);
  expect((await visitor.submit(codePage, { recoveryCode: fresh[0] ?? '' })).status).toBe(303);
  await world.waitForLetter(anna.email, 'Созданы новые коды');
});

test('turning it off needs the password, tells the owner, and leaves nothing behind', async () => {
  const anna = await createCarefulResident(world);
  const address = href('secondFactorRemoval', { factor: 'all' });
  const page = await anna.visitor.get(address);
  const wrong = await anna.visitor.submit(page, { password: 'не тот пароль' });
  expect(wrong.status).toBe(422);
  const done = await anna.visitor.submit(page, { password: anna.password }, 'Выключить');
  expect(done.location).toBe(`${OVERVIEW}?notice=removed`);
  expect((await world.waitForLetter(anna.email, 'Удалено подтверждение')).text).toContain(
    'достаточно пароля',
  );
  for (const table of ['totp_secrets', 'passkeys', 'recovery_codes'] as const) {
    const rows = await world.db
      .selectFrom(table)
      .select('owner_id')
      .where('owner_id', '=', anna.userId)
      .execute();
    expect(rows, table).toEqual([]);
  }
  expect((await passwordStep(world.visitor(), anna)).location).toBe('/accounts');
  expect((await anna.visitor.get(address)).status).toBe(404);
});

test('what is not there cannot be removed, whoever’s it is', async () => {
  const [anna, boris] = [await createCarefulResident(world), await newResident()];
  for (const factor of ['app', 'all', 'passkey-1', 'passkey-999999999', 'passkey-x', 'x']) {
    const address = href('secondFactorRemoval', { factor });
    expect((await boris.visitor.get(address)).status, factor).toBe(404);
    const page = await boris.visitor.get(APP);
    const _token = String(page.$('[name=_token]').val());
    const answer = await boris.visitor.post(address, { _token, password: boris.password });
    expect(answer.status, factor).toBe(404);
  }
  expect((await anna.visitor.get(OVERVIEW)).$('main').text()).toContain('включён');
});

test('whoever sits at an open browser cannot guess the password there', async () => {
  const anna = await createCarefulResident(world);
  const page = await anna.visitor.get(href('secondFactorRemoval', { factor: 'app' }));
  const statuses: number[] = [];
  for (let guess = 0; guess < 11; guess += 1) {
    statuses.push((await anna.visitor.submit(page, { password: `не тот ${guess}` })).status);
  }
  expect(statuses).toEqual([...Array(10).fill(422), 429]);
  expect((await anna.visitor.submit(page, { password: anna.password })).status).toBe(429);
});

test('a passkey wants a name and an answer of the browser; without one the page says what to do', async () => {
  const { visitor, password } = await newResident();
  const page = await visitor.get(href('secondFactorPasskey'));
  expect(page.$('pass-key [data-when=unable]').text()).toContain('скрипты');
  const options = JSON.parse(String(page.$('pass-key').attr('data-options')));
  expect(options.rp.id).toBe('127.0.0.1');
  expect(options.challenge.length).toBeGreaterThan(40);
  const noName = await visitor.submit(page, { password, passkeyName: ' ' });
  expect(noName.$('.ds-error-summary a').attr('href')).toBe('#passkeyName');
  for (const passkey of [
    '',
    '{}',
    'null',
    '[]',
    '{"id":1}',
    JSON.stringify({
      id: 'x',
      rawId: 'x',
      type: 'public-key',
      response: { clientDataJSON: 'x', attestationObject: 'x' },
    }),
  ]) {
    const answer = await visitor.submit(page, { password, passkeyName: 'Телефон', passkey });
    expect(answer.status, passkey).toBe(422);
    expect(answer.$('#passkeyName').val()).toBe('Телефон');
  }
});
