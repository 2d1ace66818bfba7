import { afterAll, beforeAll, expect, test } from 'vitest';
import { readConfig } from '#src/config.ts';
import { features } from '#src/features.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';
import type { Answer, Visitor } from '#test/visitor.ts';
import { createApp } from './app.ts';

let world: World;
let visitor: Visitor;
/** What a stranger and a resident can open. */
let pages: Answer[];
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
  const anna = await createSubscriber(world);
  visitor = world.visitor();
  const stranger = world.visitor();
  const open = ['/login', '/register', '/register/sent', '/password/forgot', '/nowhere'];
  const legal = ['/help', '/feedback', '/legal/consent', '/legal/requisites', '/api', '/dev/ui'];
  pages = [];
  for (const path of [...open, ...legal]) pages.push(await stranger.get(path));
  pages.push(await stranger.submit(pages[0] as Answer, { login: '', password: '' }));
  await anna.signIn(visitor);
  const number = anna.accountNumber;
  const own = ['account', 'accountName', 'accountUnlink', 'more', 'readings'] as const;
  const money = ['payment', 'charges'] as const;
  const paths = [...own, ...money].map((name) => href(name, { number }));
  const more = [
    '/accounts/link',
    '/support',
    '/profile',
    `/accounts/${number}/readings/check?value=8700`,
  ];
  const below = `/accounts/${number}/readings/check?value=1`;
  for (const path of [...paths, ...more, below]) pages.push(await visitor.get(path));
});
afterAll(() => world.stop());

test('no page holds an inline script, style or handler, and all are HTML in UTF-8', () => {
  expect(pages.length).toBeGreaterThan(20);
  for (const page of pages) {
    const title = page.$('title').first().text();
    expect(page.headers.get('content-type'), title).toBe('text/html; charset=utf-8');
    expect(page.$('script:not([src])').length, title).toBe(0);
    expect(page.$('style').length, title).toBe(0);
    expect(page.$('[style]').length, title).toBe(0);
    for (const element of page.$('*').toArray()) {
      const names = 'attribs' in element ? Object.keys(element.attribs) : [];
      expect(
        names.filter((name) => /^on/i.test(name)),
        title,
      ).toEqual([]);
    }
    for (const link of page.$('[href], [src], [action]').toArray()) {
      const { href: to = '', src = '', action = '' } = link.attribs;
      expect(to + src + action, title).toMatch(/^(\/(?!\/)|#|tel:|mailto:|https:\/\/)/);
    }
  }
});

test('every page has one language, one title, one main heading and labels of its fields', () => {
  for (const page of pages) {
    const title = page.$('title').first().text();
    expect(page.$('html').attr('lang'), title).toBe('ru');
    expect(title).toMatch(/\S/);
    if (title.startsWith('Все части')) continue;
    expect(page.$('h1').length, title).toBe(1);
    const ids = page
      .$('[id]')
      .toArray()
      .map((element) => element.attribs.id);
    expect(ids.length, title).toBe(new Set(ids).size);
    for (const field of page.$('input:not([type=hidden]), textarea, select').toArray()) {
      const isInside = page.$(field).closest('label').length > 0;
      const label = page.$(`label[for="${field.attribs.id}"]`);
      expect(isInside || label.length === 1, `${title}: ${field.attribs.name}`).toBe(true);
    }
  }
});

test('every answer tells the browser to be careful', () => {
  for (const { headers, $ } of pages) {
    const title = $('title').first().text();
    const policy = String(headers.get('content-security-policy'));
    expect(policy, title).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("style-src 'self';");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('same-origin');
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{16,36}$/);
  }
});

test('a private page is kept by nobody, a public one is asked about again', async () => {
  expect((await visitor.get('/profile')).headers.get('cache-control')).toBe('private, no-store');
  const page = await world.visitor().get('/help');
  expect(page.headers.get('cache-control')).toBe('private, no-cache');
  expect(page.headers.get('vary')).toMatch(/cookie/i);
});

test('an answer to a form and a page that holds a token or an e-mail are kept by nobody', async () => {
  const guest = world.visitor();
  const login = await guest.get('/login');
  const kept = [
    await guest.submit(login, { login: 'anna@example.ru', password: 'не тот' }),
    await guest.get(`/activate/${'A'.repeat(43)}`),
    await guest.get(`/password/reset/${'A'.repeat(43)}`),
    await guest.get('/register/sent'),
  ];
  for (const { headers } of kept) expect(headers.get('cache-control')).toBe('private, no-store');
});

const cookiesOf = (url: string) => async () => {
  const app = await createApp({ ...world.deps, config: readConfig({ OCHAG_URL: url }) }, features);
  const answer = await app.inject('/login');
  await app.close();
  return answer;
};

test('over http cookies are HttpOnly and Lax; over https they are bound to the host as well', async () => {
  const plain = await cookiesOf('http://localhost:3000')();
  expect(plain.headers['set-cookie']).toMatch(
    /^visitor=[\w-]{22}; Max-Age=\d+; Path=\/; HttpOnly; SameSite=Lax$/,
  );
  expect(plain.headers['strict-transport-security']).toBeUndefined();
  const secure = await cookiesOf('https://lk.example.ru')();
  expect(secure.headers['set-cookie']).toMatch(
    /^__Host-visitor=[\w-]{22}; Max-Age=\d+; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  expect(secure.headers['strict-transport-security']).toContain('max-age=31536000');
  expect(secure.headers['content-security-policy']).toContain('upgrade-insecure-requests');
});

test('over https the session and what the registration remembers are Secure too', async () => {
  const config = readConfig({ OCHAG_URL: 'https://lk.example.ru' });
  const app = await createApp({ ...world.deps, config }, features);
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const anna = await createSubscriber(world);
  const [{ createVisitor }, { newPerson, register }] = await Promise.all([
    import('#test/visitor.ts'),
    import('#test/registration.ts'),
  ]);
  const secure = createVisitor(url);
  const sent = await register(secure, newPerson());
  const page = await secure.get('/login');
  const signedIn = await secure.submit(page, { login: anna.email, password: anna.password });
  await app.close();
  const lines = [...sent.headers.getSetCookie(), ...signedIn.headers.getSetCookie()];
  expect(lines.map((line) => line.split('=')[0]).sort()).toEqual([
    '__Host-device',
    '__Host-session',
    'registration_email',
    'registration_typed',
  ]);
  for (const line of lines) expect(line).toMatch(/; HttpOnly; Secure; SameSite=Lax$/);
});

test('a public page that has not changed is not sent again', async () => {
  const guest = world.visitor();
  const first = await guest.get('/help');
  await guest.get('/help');
  const etag = String((await guest.get('/help')).headers.get('etag'));
  const again = await guest.send('/help', { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
  expect(again.text).toBe('');
  expect(first.headers.getSetCookie()).toHaveLength(1);
  expect(again.headers.getSetCookie()).toEqual([]);
});

test('built files are kept for a year and never asked about; their manifest is no page', async () => {
  const page = await world.visitor().get('/login');
  const files = page.$('link[href^="/assets/"], script[src^="/assets/"]').toArray();
  const paths = files.map(({ attribs }) => attribs.href ?? attribs.src ?? '');
  expect(paths.length).toBeGreaterThan(3);
  for (const path of paths) {
    const file = await world.visitor().get(path);
    expect(file.status, path).toBe(200);
    expect(file.headers.get('cache-control'), path).toBe('public, max-age=31536000, immutable');
    expect(file.headers.getSetCookie()).toEqual([]);
    const etag = String(file.headers.get('etag'));
    const again = await visitor.send(path, { headers: { 'if-none-match': etag } });
    expect(again.status, path).toBe(304);
  }
  const wrong = await visitor.get('/assets/app-00000000.css');
  expect(wrong.status).toBe(404);
  expect(String(wrong.headers.get('cache-control'))).not.toContain('immutable');
  expect((await visitor.get('/assets/manifest.json')).status).toBe(404);
});

test.each([
  ['br, gzip', 'br'],
  ['gzip', 'gzip'],
  ['gzip;q=1, br;q=0', 'gzip'],
  ['identity', null],
])('for a browser that takes «%s» pages and styles come as %s', async (accepted, encoding) => {
  const css = String((await visitor.get('/help')).$('link[rel=stylesheet]').attr('href'));
  for (const path of ['/help', css]) {
    const answer = await visitor.send(path, { headers: { 'accept-encoding': accepted } });
    expect(answer.headers.get('content-encoding'), path).toBe(encoding);
    expect(String(answer.headers.get('vary')), path).toMatch(/accept-encoding/i);
    expect(answer.text.length).toBeGreaterThan(1_000);
  }
});

test('HEAD says what GET would, without the body', async () => {
  const head = await visitor.send('/help', { method: 'HEAD' });
  expect(head.status).toBe(200);
  expect(head.text).toBe('');
  expect(head.headers.get('content-type')).toBe('text/html; charset=utf-8');
});
