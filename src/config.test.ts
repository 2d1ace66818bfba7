import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

test.each([
  'https://lk.example.ru/cabinet',
  'https://lk.example.ru/?a=b',
  'https://lk.example.ru/#top',
  'https://lk.example.ru//',
  'https://me:secret@lk.example.ru',
  'lk.example.ru',
])('OCHAG_URL=%s is refused by name', (url) => {
  expect(() => readConfig({ OCHAG_URL: url })).toThrow(ConfigError);
  expect(() => readConfig({ OCHAG_URL: url })).toThrow(/OCHAG_URL/);
});

test.each([
  ['https://lk.example.ru', 'https://lk.example.ru'],
  ['https://LK.example.ru:443/', 'https://lk.example.ru'],
  ['http://localhost:3000/', 'http://localhost:3000'],
])('OCHAG_URL=%s is the site %s', (url, expected) => {
  expect(readConfig({ OCHAG_URL: url }).url).toBe(expected);
});

const folder = mkdtempSync(join(tmpdir(), 'ochag-secrets-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const key = 'k'.repeat(40);

function secretFile(name: string, text: string): string {
  const file = join(folder, name);
  writeFileSync(file, text, { mode: 0o600 });
  return file;
}

test('every secret may be given by a file, with or without a last line end', () => {
  secretFile('before', `${key}-before`);
  const config = readConfig(
    {
      DATABASE_URL_FILE: secretFile('database', 'postgres://me:secret@db/ochag\n'),
      OCHAG_SECRET_FILE: secretFile('key', `${key}\n`),
      OCHAG_SECRET_PREVIOUS_FILE: 'before',
      OCHAG_SMTP_URL_FILE: secretFile('smtp', 'smtps://me:secret@mail.example.ru'),
    },
    folder,
  );
  expect(config.databaseUrl).toBe('postgres://me:secret@db/ochag');
  expect([config.secret, config.previousSecret]).toEqual([key, `${key}-before`]);
  expect(config.smtpUrl).toBe('smtps://me:secret@mail.example.ru');
  expect(config.secretFiles.map(({ option }) => option)).toHaveLength(4);
});

test('a secret given twice, or by a file that is not there, empty or of two lines, is refused by name', () => {
  const file = secretFile('good', key);
  const refused = (env: NodeJS.ProcessEnv) => {
    expect(() => readConfig(env)).toThrow(ConfigError);
    expect(() => readConfig(env)).toThrow(/OCHAG_SECRET_FILE/);
    expect(() => readConfig(env)).not.toThrow(key);
  };
  refused({ OCHAG_SECRET: key, OCHAG_SECRET_FILE: file });
  refused({ OCHAG_SECRET_FILE: join(folder, 'absent') });
  refused({ OCHAG_SECRET_FILE: secretFile('empty', '\n') });
  refused({ OCHAG_SECRET_FILE: secretFile('two', `${key}\n${key}`) });
  refused({ OCHAG_SECRET_FILE: folder });
});

test('a previous key that is too short is refused by its name', () => {
  expect(() => readConfig({ OCHAG_SECRET: key, OCHAG_SECRET_PREVIOUS: 'short' })).toThrow(
    'OCHAG_SECRET_PREVIOUS is shorter',
  );
});
