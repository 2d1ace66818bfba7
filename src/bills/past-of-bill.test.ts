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

const recalculations = (...sums: number[]) =>
  sums.map((amountKopecks) => ({ month: '2026-07-01', amountKopecks }));

test('a debt of which more was given back than it was is not told as a part of the sum', () => {
  const own = { openingKopecks: 115_588, paidKopecks: 25_000, recalculatedKopecks: -95_474 };
  const sums = { ...own, chargedKopecks: 20_114, penaltyKopecks: 0, closingKopecks: 15_228 };
  const bill = { ...sums, recalculations: recalculations(-95_474), closingPenaltyKopecks: 0 };
  expect(pastOf(bill)).toBe('905,88 ₽, перерасчёт его закрыл');
  expect(paperOf(bill).sum.more).toBe('');
});

test('what of the sum is overdue stands beside it, gas and penalties apart', () => {
  const own = { openingKopecks: 87_013, paidKopecks: 0, recalculatedKopecks: 0 };
  const sums = { ...own, recalculations: [], penaltyKopecks: 312, closingKopecks: 192_304 };
  const debts = { ...sums, closingPenaltyKopecks: 1_312 };
  expect(plain(paperOf(debts).sum.more)).toBe(
    'в том числе просроченный долг 860,13 ₽; пени 13,12 ₽',
  );
  expect(pastOf(debts)).toBe('860,13 ₽ и пени 10,00 ₽, входят в сумму');
  const paid = { ...debts, paidKopecks: 86_013, closingKopecks: 106_291 };
  expect(pastOf(paid)).toBe('пени 10,00 ₽, входят в сумму');
});

test('only what was given back takes from a debt; what was added is due with this bill', () => {
  const sums = { openingKopecks: 100_000, paidKopecks: 0, penaltyKopecks: 0 };
  const mixed = { recalculations: recalculations(-90_000, 30_000), recalculatedKopecks: -60_000 };
  const bill = { ...sums, ...mixed, closingPenaltyKopecks: 0, closingKopecks: 144_979 };
  expect(pastOf(bill)).toBe('100,00 ₽ после перерасчёта, входит в сумму');
});

test.each([
  ['money that went back', { paidKopecks: -50_000 }],
  ['a correction upwards', { paidKopecks: 0, correctedKopecks: 50_000 }],
])('%s is due with this bill, and no debt of before', (_, own) => {
  const sums = { openingKopecks: 0, recalculations: [], recalculatedKopecks: 0, penaltyKopecks: 0 };
  const bill = { ...sums, ...own, closingPenaltyKopecks: 0, closingKopecks: 154_979 };
  expect(pastOf(bill)).toBe('0,00 ₽');
  expect(paperOf(bill).sum.more).toBe('');
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
  const half = { ...basis, days: 15, meters: 2 };
  const byNorm = { ...charge, method: 'NORM_NO_METER' as const, measuredM3: '8.347', basis: half };
  const { how } = paperOf({
    charges: [byNorm],
    privilegeKopecks: -52_490,
    chargedKopecks: 52_489,
    closingKopecks: 36_922,
  });
  expect(plain(how[0])).toContain(
    '11,5 м³ × 3 чел.: 34,5 м³ в месяц; 15 дн. из 31, на каждый из 2 счётчиков поровну: 8,347 м³. ',
  );
  expect(how.join(' ')).not.toContain('..');
  expect(plain(how[1])).toBe('По льготе начислили меньше: 1 049,79 ₽ − 524,90 ₽ = 524,89 ₽.');
});
