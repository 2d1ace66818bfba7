import { expect, test } from 'vitest';
import { isFinal, judgeChange, type PaymentState, paymentStates } from './payment-state.ts';

// M: it becomes so. s: nothing changes. -: that cannot be, people must look.
const table: Record<PaymentState, string> = {
  //             crea unkn pend succ canc unid retu reve
  created: '     s    M    M    M    M    M    -    -',
  unknown: '     s    s    M    M    M    -    -    -',
  pending: '     s    s    s    M    M    -    -    -',
  succeeded: '   s    s    s    s    -    -    -    M',
  canceled: '    s    s    s    M    s    -    -    -',
  unidentified: 's    s    s    M    -    s    M    -',
  returned: '    s    s    s    s    -    -    s    -',
  reversed: '    s    s    s    s    -    -    -    s',
};
const words = { M: 'move', s: 'stay', '-': 'refuse' } as const;

test.each(paymentStates.flatMap((from) => paymentStates.map((to) => [from, to] as const)))(
  'from %s to %s',
  (from, to) => {
    const letters = table[from].trim().split(/\s+/) as (keyof typeof words)[];
    const letter = letters[paymentStates.indexOf(to)];
    expect(letters).toHaveLength(paymentStates.length);
    expect(judgeChange(from, to)).toBe(letter && words[letter]);
  },
);

test('a state that nothing follows but money is final', () => {
  const open = paymentStates.filter((state) => !isFinal(state));
  expect(open).toEqual(['created', 'unknown', 'pending']);
});
