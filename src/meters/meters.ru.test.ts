import { expect, test } from 'vitest';
import { readingFailureText } from './meters.ru.ts';

const neighbour = {
  readingId: 1,
  value: '8642',
  takenOn: '2026-11-21',
  source: 'register',
  confirmationNumber: null,
} as const;

test('a refusal says what is there and what to do', () => {
  const reasons = ['typo' as const];
  expect(
    readingFailureText({ ok: false, code: 'below_previous', previous: neighbour, reasons }),
  ).toBe(
    'Получается меньше, чем было 21\u00a0ноября\u00a02026: 8\u00a0642. Проверьте цифры или выберите, что случилось',
  );
  expect(readingFailureText({ ok: false, code: 'too_many_digits', integerDigits: 4 })).toBe(
    'Впишите только чёрные цифры, до запятой: у этого счётчика их 4, например 8799',
  );
  expect(readingFailureText({ ok: false, code: 'too_many_decimals', decimalDigits: 2 })).toBe(
    'Оставьте после запятой не больше 2 цифр, например 8 799,15',
  );
  expect(readingFailureText({ ok: false, code: 'meter_required', serialNumbers: ['1', '2'] })).toBe(
    'Выберите счётчик: №\u00a01, №\u00a02',
  );
});
