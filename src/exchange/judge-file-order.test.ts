import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FileOrderJudge, type OrderedLine, type OrderFault } from './judge-file-order.ts';

function judge(values: readonly number[], changes: Partial<OrderedLine> = {}): OrderFault[] {
  const faults: OrderFault[] = [];
  const order = new FileOrderJudge((fault) => faults.push(fault));
  for (const [index, value] of values.entries()) {
    const usual = { meter: 1, mostPerDay: 100, hasPrevious: false, isKnown: false };
    order.take({ ...usual, line: index + 2, value, day: index * 10, ...changes });
  }
  order.end();
  return faults;
}

const told = (faults: readonly OrderFault[]) =>
  faults.map(({ line, fault, other }) => [line, fault, other.line]);

test('a refused line does not refuse those after it', () => {
  expect(told(judge([100, 50_000, 200, 150, 300]))).toEqual([
    [3, 'impossible_volume', 2],
    [5, 'below_previous', 4],
  ]);
});

test('one absurd line at the beginning does not refuse all that follow', () => {
  expect(told(judge([99_999, 100, 200, 300]))).toEqual([[2, 'against_next', 3]]);
  expect(told(judge([1, 5_000, 5_100, 5_200]))).toEqual([[2, 'against_next', 3]]);
});

test('a slip in the second line does not refuse the first', () => {
  expect(told(judge([5_000, 50, 5_100]))).toEqual([[3, 'below_previous', 2]]);
});

test('what our books have stands, and is the measure', () => {
  expect(judge([99_999, 100, 200], { isKnown: true })).toEqual([]);
  expect(told(judge([99_999, 100, 200], { hasPrevious: true }))).toEqual([
    [3, 'below_previous', 2],
    [4, 'below_previous', 2],
  ]);
});

test('what is left never runs backwards nor too fast, whatever a file says', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20_000), { maxLength: 30 }), (values) => {
      const refused = new Set(judge(values).map(({ line }) => line));
      const left = values.flatMap((value, index) =>
        refused.has(index + 2) ? [] : [{ value, index }],
      );
      for (const [at, { value, index }] of left.entries()) {
        const before = left[at - 1];
        if (!before) continue;
        expect(value).toBeGreaterThanOrEqual(before.value);
        expect(value - before.value).toBeLessThanOrEqual((index - before.index) * 1000);
      }
    }),
  );
});
