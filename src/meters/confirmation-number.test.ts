import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatConfirmationNumber, parseConfirmationNumber } from './confirmation-number.ru.ts';

test('a confirmation number is read back however it was copied', () => {
  expect(formatConfirmationNumber(123, '2026-12-12')).toBe('П-26-0000-0123');
  for (const text of ['П-26-0000-0123', 'п 26 0000 0123', 'P‑26‑0000‑0123', '26-0000-0123']) {
    expect(parseConfirmationNumber(text), text).toEqual({ year: '26', number: 123 });
  }
  for (const text of ['', 'П-26', 'П-26-0000-012', 'П-26-0000-0123x', 'case']) {
    expect(parseConfirmationNumber(text), text).toBeNull();
  }
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 10 ** 12 }), (number) => {
      const text = formatConfirmationNumber(number, '2031-01-01');
      expect(parseConfirmationNumber(text)).toEqual({ year: '31', number });
    }),
  );
});
