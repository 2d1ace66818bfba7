import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { staffActionText } from '#src/cabinet/staff-actions.ru.ts';
import { letterRenderers } from '#src/features.ts';
import { packageRoot } from '#src/package-root.ts';
import { letterKindText } from './back-office.ru.ts';

const sources = readdirSync(`${packageRoot}/src`, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.tsx?$/.test(path) && !/\.test\.tsx?$/.test(path))
  .map((path) => readFileSync(`${packageRoot}/src/${path}`, 'utf8'));

test('whatever is recorded has words for those who read the record', () => {
  const recorded = sources
    .filter((text) => /recordEntr(y|ies)|\btell\(|\bdeed\b/i.test(text))
    .flatMap((text) => [...text.matchAll(/\baction: '([a-z]+(?:_[a-z]+)+)'/g)])
    .map((match) => match[1] ?? '');
  expect(recorded.length).toBeGreaterThan(20);
  expect(recorded.filter((action) => staffActionText(action) === action)).toEqual([]);
});

test('each kind of letter has a name for the desk', () => {
  const kinds = Object.keys(letterRenderers);
  expect(kinds.length).toBeGreaterThan(15);
  expect(kinds.filter((kind) => letterKindText(kind) === kind)).toEqual([]);
});
