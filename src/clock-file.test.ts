import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#src/clock.ts';
import { beginClock, lookAtClock, openClock } from '#src/clock-file.ts';
import { ConfigError, readConfig } from '#src/config.ts';
import { readSecret } from '#src/secret-file.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ochag-clock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const config = (env: Record<string, string> = {}) => readConfig({ OCHAG_DATA: folder, ...env });
const december = { OCHAG_NOW: '2030-12-12T10:00:00+02:00' };
const minutesApart = (a: Date, b: string) => Math.abs(a.getTime() - Date.parse(b)) / 60_000;

test('the first OCHAG_NOW sets a clock that goes on for every process of the folder', () => {
  beginClock({ config: config(december), isDemo: true });
  const later = openClock({ config: config(), isDemo: true });
  expect(minutesApart(later.now(), december.OCHAG_NOW)).toBeLessThan(1);
  const again = openClock({ config: config(december), isDemo: true });
  expect(again.now().getTime()).toBeGreaterThanOrEqual(later.now().getTime() - 5);
});

test('nobody moves the clock under those who run by it: another OCHAG_NOW is refused', () => {
  beginClock({ config: config(december), isDemo: true });
  const may = config({ OCHAG_NOW: '2031-05-01T00:00:00Z' });
  for (const open of [openClock, lookAtClock]) {
    expect(() => open({ config: may, isDemo: true })).toThrow(
      /differs from 2030-12-12T08:00:00.000Z.*: remove OCHAG_NOW/,
    );
  }
  const kept = openClock({ config: config(), isDemo: true });
  expect(minutesApart(kept.now(), december.OCHAG_NOW)).toBeLessThan(1);
});

test('a new start of everything may move it, and all follow', () => {
  beginClock({ config: config(december), isDemo: true });
  const may = { OCHAG_NOW: '2031-05-01T00:00:00Z' };
  beginClock({ config: config(may), isDemo: true });
  for (const env of [{}, may]) {
    const seen = openClock({ config: config(env), isDemo: true }).now();
    expect(minutesApart(seen, may.OCHAG_NOW)).toBeLessThan(1);
  }
});

test('where none is kept the first to come keeps it, and a mere look keeps none', () => {
  const looked = lookAtClock({ config: config(december), isDemo: true });
  expect(minutesApart(looked.now(), december.OCHAG_NOW)).toBeLessThan(1);
  expect(openClock({ config: config(), isDemo: true })).toBe(systemClock);
  openClock({ config: config(december), isDemo: true });
  const kept = openClock({ config: config(), isDemo: true });
  expect(minutesApart(kept.now(), december.OCHAG_NOW)).toBeLessThan(1);
});

test('outside a demo the real time counts, and OCHAG_NOW is refused', () => {
  beginClock({ config: config(december), isDemo: true });
  expect(openClock({ config: config(), isDemo: false })).toBe(systemClock);
  expect(() => openClock({ config: config(december), isDemo: false })).toThrow(
    /OCHAG_NOW works in demo mode only/,
  );
});

test('a damaged clock is told, not guessed', () => {
  writeFileSync(join(folder, 'clock.json'), '{"offs');
  expect(() => openClock({ config: config(), isDemo: true })).toThrow(/is damaged: remove/);
});

test('the key is made once and kept', () => {
  const made = readSecret({ config: config(), isDemo: false });
  expect(made).toMatch(/^[0-9a-f]{64}$/);
  expect(readSecret({ config: config(), isDemo: false })).toBe(made);
  const given = 'g'.repeat(32);
  expect(readSecret({ config: config({ OCHAG_SECRET: given }), isDemo: false })).toBe(given);
});

test('a shared database needs a given key, except in a demo', () => {
  const shared = config({ DATABASE_URL: 'postgres://127.0.0.1/ochag' });
  expect(() => readSecret({ config: shared, isDemo: false })).toThrow(/OCHAG_SECRET must be given/);
  expect(readSecret({ config: shared, isDemo: true })).toHaveLength(64);
});

test('a folder that takes no file is told in one sentence, for the clock and for the key', () => {
  writeFileSync(join(folder, 'file'), '');
  // No folder, whoever runs this: a right to write is nothing to root.
  const places = [join(folder, 'file'), '/proc/ochag', join(folder, 'file', 'below')];
  for (const place of places) {
    const given = readConfig({ OCHAG_DATA: place, ...december });
    const isDemo = true;
    for (const open of [beginClock, openClock, readSecret]) {
      const tell = () => open({ config: given, isDemo });
      expect(tell, place).toThrow(ConfigError);
      expect(tell, place).toThrow(/^The (clock|key) in \S+ cannot be (kept|made|read): .+/);
    }
  }
});
