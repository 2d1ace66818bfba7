import { expect, test } from 'vitest';
import { describeDay } from './banks-cli.ru.ts';

const plain = (text: string) => text.replace(/\s/g, ' ');
const bare = {
  day: '2026-11-20',
  agent: null,
  agentName: null,
  ourKopecks: null,
  theirKopecks: null,
};
const describe = (kind: 'not_known' | 'gateway_silent' | 'not_in_gateway', ourKopecks?: number) => {
  const subject = kind === 'gateway_silent' ? 'yookassa' : 'yookassa 2d8f';
  const found = [{ ...bare, kind, subject, ourKopecks: ourKopecks ?? null }];
  return plain(describeDay({ day: '2026-11-20', posted: 0, found, gateways: [] }));
};

test('a sum that nobody knows is not told as one that is not there', () => {
  expect(describe('not_known', 12_300)).toContain('у нас 123,00 ₽, у них неизвестно');
  expect(describe('not_in_gateway', 12_300)).toContain('у нас 123,00 ₽, у них нет');
});

test('a difference without sums names none', () => {
  expect(describe('gateway_silent')).toMatch(/: ЮKassa$/);
});
