import fc from 'fast-check';
import { expect, test } from 'vitest';
import { counterDigits, parseReadingValue, plainDecimal } from './reading-value.ts';

const black = { integerDigits: 5, decimalDigits: 0 };
const withRed = { integerDigits: 5, decimalDigits: 3 };

test('a reading is read as people type it', () => {
  for (const text of ['8799', '08799', ' 8 799 ', '8\u00a0799', '8\u202f799', '000008799']) {
    expect(parseReadingValue(text, black)).toEqual({ ok: true, value: '8799' });
  }
  for (const text of ['1 234,5', '1234.5', '1234,500', '01234,50']) {
    expect(parseReadingValue(text, withRed)).toEqual({ ok: true, value: '1234.5' });
  }
  expect(parseReadingValue('0', black)).toEqual({ ok: true, value: '0' });
});

test('what is not one plain number is refused, and each reason has its own code', () => {
  const codes = {
    '': 'value_missing',
    ' \u00a0': 'value_missing',
    '-5': 'value_negative',
    '−5': 'value_negative',
    '12.3.4': 'value_not_a_number',
    '1,234.5': 'value_not_a_number',
    '8799,': 'value_not_a_number',
    ',5': 'value_not_a_number',
    '8e3': 'value_not_a_number',
    '12O45': 'value_not_a_number',
    Infinity: 'value_not_a_number',
    '٣': 'value_not_a_number',
    '123456': 'too_many_digits',
    '1.2345': 'too_many_decimals',
  };
  for (const [text, code] of Object.entries(codes)) {
    expect(parseReadingValue(text, withRed), text).toMatchObject({ ok: false, code });
  }
  expect(parseReadingValue('8799,0', black)).toMatchObject({ code: 'too_many_decimals' });
});

test('whatever a counter can show is read back exactly, and nothing throws', () => {
  const value = fc.tuple(fc.nat(99_999), fc.nat(999)).map(([whole, thousandths]) => {
    return plainDecimal(`${whole}.${String(thousandths).padStart(3, '0')}`);
  });
  fc.assert(
    fc.property(value, (shown) => {
      const typed = shown.replace('.', ',');
      expect(parseReadingValue(typed, withRed)).toEqual({ ok: true, value: shown });
      expect(counterDigits(shown, 5)).toHaveLength(5);
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void parseReadingValue(text, withRed)));
});
