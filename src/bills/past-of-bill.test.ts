import { expect, test } from 'vitest';
import { exampleBill } from '#test/bill-example.ts';
import type { BillData } from './bill-data.ts';
import { billPaper } from './bill-paper.ru.ts';

const paperOf = (own: Partial<BillData>) =>
  billPaper(exampleBill(own), { qrNote: null, siteUrl: 'https://lk.example.ru', sha256: '0' });
type Parts = Extract<BillData['charges'][number]['basis'], { kind: 'norm' }>['parts'];

const plain = (text: string | undefined) => (text ?? '').replace(/\s/g, ' ');
const pastOf = (own: Partial<BillData>) =>
  plain(new Map(paperOf(own).reference).get('Прошлый долг'));

test('a debt of which more was given back than it was is not told as a part of the sum', () => {
  const own = { openingKopecks: 115_588, paidKopecks: 25_000, recalculatedKopecks: -95_474 };
  const sums = { ...own, chargedKopecks: 20_114, penaltyKopecks: 0, closingKopecks: 15_228 };
  expect(pastOf({ ...sums, closingPenaltyKopecks: 0 })).toBe('905,88 ₽, перерасчёт его закрыл');
  expect(paperOf({ ...sums, closingPenaltyKopecks: 0 }).sum.more).toBe('');
});

test('what of the sum is overdue stands beside it, gas and penalties apart', () => {
  const own = { openingKopecks: 87_013, paidKopecks: 0, recalculatedKopecks: 0 };
  const sums = { ...own, penaltyKopecks: 312, closingKopecks: 192_304 };
  const debts = { ...sums, closingPenaltyKopecks: 1_312 };
  expect(plain(paperOf(debts).sum.more)).toBe(
    'в том числе прошлый долг, его срок уже прошёл: 860,13 ₽; пени 13,12 ₽',
  );
  expect(pastOf(debts)).toBe('860,13 ₽ и пени 10,00 ₽, входят в сумму');
});

test('a month without readings names the last one as what was, and says that none came', () => {
  const [meter] = exampleBill().meters;
  if (!meter) throw new Error('the example has one');
  const last = { value: '8642', takenOn: '2026-09-21' };
  const [row] = paperOf({ meters: [{ ...meter, previous: null, last }] }).meters;
  expect(row?.slice(2, 4).map(plain)).toEqual([
    '8 642 на 21.09.2026',
    'за месяц показаний не было',
  ]);
});

test('a norm is told with what it was multiplied by, and a privilege with what it took off', () => {
  const [charge] = exampleBill().charges;
  if (!charge) throw new Error('the example has one');
  const use = 'stove_with_central_hot_water';
  const parts: Parts = [{ use, normId: 1, normM3: '11.5', unit: 'person', quantity: '3' }];
  const basis = { kind: 'norm' as const, parts, monthlyM3: '34.5', days: 31, daysInMonth: 31 };
  const byNorm = { ...charge, method: 'NORM_NO_METER' as const, basis: { ...basis, meters: 1 } };
  const { how } = paperOf({
    charges: [byNorm],
    privilegeKopecks: -52_490,
    chargedKopecks: 52_489,
    closingKopecks: 36_922,
  });
  expect(plain(how[0])).toContain('11,5 м³ × 3 чел.');
  expect(plain(how[1])).toBe('По льготе начислили меньше: 1 049,79 ₽ − 524,90 ₽ = 524,89 ₽.');
});
