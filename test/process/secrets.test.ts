import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createHouse, type House } from './program.ts';

vi.setConfig({ testTimeout: 60_000 });

const key = 'the key of a house, long enough for anybody';
let house: House;
beforeEach(async () => {
  house = await createHouse();
});
afterEach(() => house.clean());

test('doctor tells who can read a file of a secret, and never what it holds', () => {
  const file = join(house.dataFolder, '..', 'key');
  writeFileSync(file, `${key}\n`, { mode: 0o600 });
  const own = house.run(['doctor'], { OCHAG_SECRET_FILE: file });
  expect(own.stdout).toMatch(/ok +secret files +readable by their owner alone/);
  chmodSync(file, 0o644);
  const open = house.run(['doctor'], {
    OCHAG_SECRET_FILE: file,
    OCHAG_SECRET_PREVIOUS: `${key} before`,
  });
  expect(open.stdout).toMatch(/WARNING: everybody on this machine can read OCHAG_SECRET_FILE/);
  expect(open.stdout).toContain('the previous one is taken too');
  expect(own.stdout + open.stdout + own.stderr + open.stderr).not.toContain(key);
});

test('a role with a secret given twice exits 3 and says so in one sentence', () => {
  mkdirSync(house.dataFolder, { recursive: true });
  const refused = house.run(['serve'], {
    OCHAG_SECRET: key,
    OCHAG_SECRET_FILE: '/run/secrets/key',
  });
  expect([refused.status, refused.stderr]).toEqual([
    3,
    'ochag: Give OCHAG_SECRET or OCHAG_SECRET_FILE, not both\n',
  ]);
});
