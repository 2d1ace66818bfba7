import { expect, test } from 'vitest';
import {
  billNumber,
  CODE_BYTES,
  printedCode,
  readTypedCode,
  readVerifyCode,
  verifyCode,
} from './bill-number.ts';

test('a number tells the subscriber, the month and, from the second on, the version', () => {
  const bill = { accountNumber: '390014587201', month: '2026-10-01' };
  expect(billNumber({ ...bill, version: 1 })).toBe('390014587201-202610');
  expect(billNumber({ ...bill, version: 2 })).toBe('390014587201-202610/2');
});

test('a code has twenty signs that cannot be mistaken for others, each as likely', () => {
  const bytes = Uint8Array.from({ length: CODE_BYTES }, (_, at) => at);
  expect(verifyCode(bytes)).toBe('23456789ABCDEFGHJKMN');
  // 240 to 255 would make some letters likelier than others: they are thrown away.
  const high = Uint8Array.from({ length: CODE_BYTES }, (_, at) => (at % 2 === 0 ? 250 : at));
  expect(verifyCode(high)).toHaveLength(20);
  expect(() => verifyCode(new Uint8Array(5))).toThrow(/too few/);
});

test('it is read as people type it', () => {
  const code = '7K3F9QXM2ADW54TZB8HE';
  expect(printedCode(code)).toBe('7K3F9-QXM2A-DW54T-ZB8HE');
  expect(readVerifyCode(' 7k3f9-qxm2a dw54t-zb8he ')).toBe(code);
  for (const wrong of ['', '7K3F9', '7K3F9QXM2ADW54TZB8H0', `${code}7`, "' or 1=1 --"]) {
    expect(readVerifyCode(wrong)).toBeNull();
  }
});

test('dots, brackets, long dashes, Cyrillic twins and the address before it are forgiven', () => {
  const code = '7K3F9QXM2ADW54TZB8HE';
  for (const typed of [
    '7K3F9-QXM2A-DW54T-ZB8HE.',
    '(7K3F9 — QXM2A – DW54T − ZB8HE);',
    '«7k3f9_qxm2a_dw54t_zb8he»',
    // К, Х, М, А, Т, В, Н, Е of a Russian keyboard.
    '7К3F9-QХМ2А-DW54Т-ZВ8НЕ',
    '7к3f9-qхм2а-dw54т-zв8не',
    'https://ochag.example/verify/7K3F9-QXM2A-DW54T-ZB8HE',
  ]) {
    expect([typed, readVerifyCode(typed)]).toEqual([typed, code]);
  }
  expect(readVerifyCode('АВЕКМНРСТУХ234567899')).toBe('ABEKMHPCTYX234567899');
});

test('what can be no code says what is wrong with it', () => {
  expect(readTypedCode(' - ')).toEqual({ ok: false, reason: 'empty' });
  expect(readTypedCode('7K3F9')).toEqual({ ok: false, reason: 'length', length: 5 });
  expect(readTypedCode('7K3F9-QXM2A-DW54T-ZB8О0')).toEqual({
    ok: false,
    reason: 'strangers',
    strangers: ['О', '0'],
  });
});
