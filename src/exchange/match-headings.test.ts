import { expect, test } from 'vitest';
import { matchHeadings } from './match-headings.ts';
import { registerColumns } from './register-columns.ru.ts';

const headings = registerColumns.map(({ heading }) => heading);

test('headings are found in any order, whatever their capitals, spaces and ё', () => {
  const theirs = headings
    .toReversed()
    .map((heading) => ` ${heading.toUpperCase().replaceAll('Ё', 'Е')} `);
  const match = matchHeadings(theirs, registerColumns);
  expect(match.ok && match.positions.number).toBe(headings.length - 1);
  expect(match.ok && match.positions.pin).toBe(0);
});

test('what an errors file added is no unknown column', () => {
  const match = matchHeadings(
    [...headings, 'Строка', 'Колонка', 'Значение', 'Что сделать'],
    registerColumns,
  );
  expect(match).toMatchObject({ ok: true, ignored: [] });
});

test('missing, repeated and unknown headings are named', () => {
  const theirs = [...headings.slice(1), 'Адрес', 'Л/С'];
  expect(matchHeadings(theirs, registerColumns)).toEqual({
    ok: false,
    failure: {
      code: 'headings_differ',
      missing: ['Лицевой счёт'],
      repeated: ['Адрес'],
      unknown: ['Л/С'],
    },
  });
});
