import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detectDelimiter, joinFields, splitFields } from './csv-fields.ts';
import { RecordCutter } from './record-cutter.ts';

function cut(text: string, fieldCount = 3) {
  const cutter = new RecordCutter({ delimiter: ';', fieldCount, firstLine: 1 });
  return [...cutter.take(text.split('\n')), ...cutter.end()];
}

test('what is written as CSV is read back, whatever stands in the fields', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'ё', ';', ',', '"', '\n', ' ', "'") });
  fc.assert(
    fc.property(
      fc.array(field, { minLength: 1, maxLength: 6 }),
      fc.constantFrom(';', ','),
      (fields, delimiter) => {
        expect(splitFields(joinFields(fields, delimiter), delimiter)).toEqual(fields);
      },
    ),
  );
});

test('records have the number of their first line', () => {
  expect(cut('a;b;c\r\n\n"d\nd";e;f\ng;h;i')).toEqual([
    { line: 1, fields: ['a', 'b', 'c'] },
    { line: 3, fields: ['d\nd', 'e', 'f'] },
    { line: 5, fields: ['g', 'h', 'i'] },
  ]);
});

test('a quote inside a field is a sign like any other', () => {
  expect(cut('ул. "Мира";5";c')).toEqual([{ line: 1, fields: ['ул. "Мира"', '5"', 'c'] }]);
});

test('a quote that is never closed costs one line, not the file', () => {
  const lines = Array.from({ length: 100 }, (_, index) => `${index};b;c`);
  const records = cut(['x;"y;z', ...lines].join('\n'));
  expect(records[0]).toEqual({ line: 1, fields: ['x', '"y', 'z'], isBroken: true });
  expect(records.slice(1)).toEqual(
    lines.map((text, index) => ({ line: index + 2, fields: text.split(';') })),
  );
});

test('two stray quotes do not swallow what stands between them', () => {
  const records = cut('x;"y;z\na;b;c\nd;"e;f\ng;h;i');
  expect(records.map(({ line, isBroken = false }) => [line, isBroken])).toEqual([
    [1, true],
    [2, false],
    [3, true],
    [4, false],
  ]);
});

test('however lines come in parts, the records are the same', () => {
  const line = fc.constantFrom('a;b;c', '"a;b;c', 'a;"b', 'b";c', '"a";"b";"c"', '', 'x', '""";;"');
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), fc.nat(40), (lines, at) => {
      const cutter = new RecordCutter({ delimiter: ';', fieldCount: 3, firstLine: 1 });
      const parts = [...cutter.take(lines.slice(0, at)), ...cutter.take(lines.slice(at))];
      expect([...parts, ...cutter.end()]).toEqual(cut(lines.join('\n')));
    }),
  );
});

test('the delimiter is the one that parts the headings', () => {
  expect(detectDelimiter('a;b;c')).toBe(';');
  expect(detectDelimiter('a,b,c')).toBe(',');
  expect(detectDelimiter('"a,b";"c,d";"e,f"')).toBe(';');
  expect(detectDelimiter('a')).toBe(';');
});
