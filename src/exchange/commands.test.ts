import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { runOchag } from '#test/ochag.ts';
import {
  openRegisterWorld,
  type RegisterWorld,
  registerRow,
  registerText,
} from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.clear());
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
  closed = 0;
});

let closed = 0;
const close = async () => {
  closed += 1;
};

const ochag = (...args: string[]) => runOchag(world.deps, args, close);

test('exit codes tell scripts: 0 all in, 2 some refused, 1 none', async () => {
  const good = registerRow();
  const bad = registerRow({ 'Лицевой счёт': '390000000002', Проживает: '-2' });
  const all = await ochag('import', 'register', await world.put(registerText([good])));
  expect(all).toMatchObject({ exitCode: 0 });
  expect(all.out).toContain('Строки: всего 1, принято 1, отказано 0');
  const some = await ochag('import', 'register', await world.put(registerText([good, bad])));
  expect(some).toMatchObject({ exitCode: 2 });
  expect(some.out).toContain('принято 1, отказано 1');
  expect(some.out).toContain('.errors.csv');
  const none = await ochag('import', 'register', await world.put(registerText([bad])));
  expect(none).toMatchObject({ exitCode: 1 });
  const strict = await world.put(registerText([good, bad]));
  expect(await ochag('import', 'register', strict, '--strict')).toMatchObject({ exitCode: 1 });
  expect(await ochag('import', 'register', 'nowhere.csv')).toMatchObject({
    exitCode: 1,
    said: expect.stringMatching(/^\S+: Такого файла нет: проверьте путь.\n$/),
  });
});

test('--json leaves nothing but JSON on standard output', async () => {
  const file = await world.put(registerText([registerRow()]));
  const { out } = await ochag('import', 'register', file, '--json', '--as-of', '20.11.2026');
  expect(JSON.parse(out)).toMatchObject({
    kind: 'register',
    asOf: '2026-11-20',
    lines: { total: 1, accepted: 1, refused: 0 },
    exitCode: 0,
  });
  const failed = await ochag('import', 'register', file, '--json', '--as-of', 'вчера');
  expect(JSON.parse(failed.out)).toMatchObject({ failure: { code: 'usage' } });
  expect(failed.exitCode).toBe(1);
});

test('an import can be listed, shown and undone by its number', async () => {
  const file = await world.put(registerText([registerRow()]));
  await ochag('import', 'register', file);
  const listed = await ochag('import', 'list');
  expect(listed.out).toMatch(/^№ 1 {2}23\.11\.2026 10:00 {2}реестр .* принято 1 из 1\n$/);
  const shown = await ochag('import', 'show', '1');
  expect(shown.out).toContain('Лицевые счета: добавлено 1');
  expect(JSON.parse((await ochag('import', 'show', '1', '--json')).out)).toMatchObject({
    importId: 1,
    undoneAt: null,
  });
  expect(await ochag('import', 'undo', '1')).toMatchObject({ exitCode: 0 });
  expect((await ochag('import', 'list')).out).toContain('отменён');
  const again = await ochag('import', 'undo', '1');
  expect(again).toMatchObject({ exitCode: 1 });
  expect(again.said).toContain('уже отменён');
  expect((await ochag('import', 'show', '99')).exitCode).toBe(1);
  expect((await ochag('import', 'undo', 'первый')).exitCode).toBe(1);
});

test('what depends on an import is named when it cannot be undone', async () => {
  await ochag('import', 'register', await world.put(registerText([registerRow()])));
  await world.linkResident('390000000001');
  const { said, exitCode } = await ochag('import', 'undo', '1');
  expect(exitCode).toBe(1);
  expect(said).toContain('жильцы добавили эти лицевые счета: 390000000001');
});

test('more than one per cent is ended only with the exact count that the refusal names', async () => {
  const rows = Array.from({ length: 20 }, (_, index) =>
    registerRow({ 'Лицевой счёт': String(390_000_000_001 + index) }),
  );
  await ochag('import', 'register', await world.put(registerText(rows)));
  const fewer = await world.put(registerText(rows.slice(1)));
  const refused = await ochag('import', 'register', fewer, '--full', '--as-of', '2026-11-23');
  expect(refused.exitCode).toBe(1);
  expect(refused.said).toContain('--confirm-ended 1');
  const confirmed = await ochag('import', 'register', fewer, '--full', '--confirm-ended', '1');
  expect(confirmed.exitCode).toBe(0);
  expect(confirmed.out).toContain('закрыто 1');
});

test('differences are told as a person writes them', async () => {
  await ochag('import', 'register', await world.put(registerText([registerRow()])));
  const other = registerRow({ Сальдо: '-1', 'Долг с': '', 'Последнее показание': '45312,5' });
  const { out } = await ochag('import', 'register', await world.put(registerText([other])));
  expect(out).toContain('Сальдо: у нас 7521,89, в реестре −1,00');
  expect(out).toContain('Долг с: у нас 08.2026, в реестре пусто');
  expect(out).toContain(
    'Показание 02887570: у нас 45311 (21.10.2026), в реестре 45312,5 (21.10.2026)',
  );
});

test('Ctrl-C takes everything back, closes what was opened, and exits with 130', async () => {
  const file = await world.put(registerText([registerRow()]));
  const client = await world.pool.connect();
  try {
    await client.query('begin; lock table personal_accounts in exclusive mode');
    const importing = ochag('import', 'register', file);
    await wait(300);
    process.emit('SIGINT');
    expect(await importing).toMatchObject({
      exitCode: 130,
      said: expect.stringContaining('Прервано'),
    });
  } finally {
    client.release(true);
  }
  expect(closed).toBe(1);
  expect(await world.rows('select 1 from register_imports')).toEqual([]);
});
