import { expect, test } from 'vitest';
import { hasToken, tbankToken } from './tbank-token.ts';

// The examples of its own papers.
test.each([
  [
    { Amount: 19200, OrderId: '00000', TerminalKey: 'MerchantTerminalKey' },
    '11111111111111',
    '72dd466f8ace0a37a1f740ce5fb78101712bc0665d91a8108c7c8a0ccd426db2',
  ],
  [
    { Amount: 19200, OrderId: '21090', TerminalKey: 'MerchantTerminalKey' },
    'usaf8fw8fsw21g',
    '0024a00af7c350a3a67ca168ce06502aa72772456662e38696d48b56ee9c97d9',
  ],
])('signs %o', (body, password, token) => {
  const order = { ...body, Description: 'Подарочная карта на 1000 рублей' };
  const withRest = { ...order, DATA: { Phone: '+7' }, Receipt: { Items: [] }, Nothing: null };
  expect(tbankToken(withRest, password)).toBe(token);
  expect(hasToken({ ...withRest, Token: token }, password)).toBe(true);
  expect(hasToken({ ...withRest, Amount: 19201, Token: token }, password)).toBe(false);
  expect(hasToken(order, password)).toBe(false);
});
