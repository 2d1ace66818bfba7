import { expect, test } from 'vitest';
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
