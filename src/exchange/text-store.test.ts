import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TextStore } from './text-store.ts';

test('every text comes back as it was put in, whatever lies around it', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 400 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 3_000 }), (texts) => {
      const store = new TextStore();
      for (const each of texts) expect(store.add(each)).toBe(true);
      expect(texts.map((_, index) => store.get(index))).toEqual(texts);
      expect([store.get(-1), store.get(texts.length), store.get(Number.NaN)]).toEqual(['', '', '']);
    }),
    { numRuns: 30 },
  );
});

test('a text that no cell can hold is not taken', () => {
  expect(new TextStore().add('я'.repeat(200_000))).toBe(false);
});
