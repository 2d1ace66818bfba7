import iconv from 'iconv-lite';
import { roubles } from './answers.ts';
import type { Operation } from './operations.ts';

export const registryForms = ['sber', 'terminals', 'post'] as const;
export type RegistryForm = (typeof registryForms)[number];
/** What a registry may be spoilt by, for those who must refuse it. */
export const spoils = ['count', 'total', 'cut', 'repeat'] as const;
export type Spoil = (typeof spoils)[number];

export type RegistryFile = { name: string; bytes: Buffer };

/** The bank's own registry of a day, as its agreement lays down. */
export function makeRegistry(
  form: RegistryForm,
  {
    day,
    operations,
    spoil,
  }: { day: string; operations: readonly Operation[]; spoil?: Spoil | null },
): RegistryFile {
  const given = spoil === 'repeat' ? [...operations, ...operations.slice(0, 1)] : operations;
  const kopecks = given.reduce((sum, one) => sum + one.kopecks, 0);
  const count = given.length + (spoil === 'count' ? 1 : 0);
  const total = kopecks + (spoil === 'total' ? 1 : 0);
  const lines = forms[form](day, given, { count, total });
  if (spoil === 'cut') lines.pop();
  const text = `${lines.join('\r\n')}\r\n`;
  return {
    name: `${form}_${day.replaceAll('-', '')}.txt`,
    bytes: iconv.encode(text, encodings[form]),
  };
}

const encodings = { sber: 'windows-1251', terminals: 'utf-8', post: 'cp866' } as const;

type Totals = { count: number; total: number };
type Form = (day: string, operations: readonly Operation[], totals: Totals) => string[];

const comma = (kopecks: number): string => roubles(kopecks).replace('.', ',');
const byDots = (day: string, sign: string): string => day.split('-').toReversed().join(sign);

const forms: Record<RegistryForm, Form> = {
  sber: (day, operations, { count, total }) => [
    ...operations.map(({ at, txnId, number, kopecks }) =>
      [
        byDots(day, '-'),
        at.slice(11).replaceAll(':', '-'),
        '8626',
        '0001',
        txnId,
        number,
        '',
        comma(kopecks),
        comma(kopecks),
        '0,00',
      ].join(';'),
    ),
    `=${count};${comma(total)};${comma(total)};0,00;${day.slice(8)};${byDots(day, '-')}`,
  ],
  terminals: (day, operations, { count, total }) => [
    'txn_id;txn_date;account;sum',
    ...operations.map(({ at, txnId, number, kopecks }) =>
      [txnId, `${day} ${at.slice(11)}`, number, roubles(kopecks)].join(';'),
    ),
    `TOTAL;${count};${roubles(total)}`,
  ],
  post: (day, operations, { count, total }) => [
    'Номер|Дата|Лицевой счёт|Сумма|Отделение',
    ...operations.map(({ txnId, number, kopecks }) =>
      [txnId, byDots(day, '.'), number, comma(kopecks), '236000'].join('|'),
    ),
    `ИТОГО|${count}|${comma(total)}`,
  ],
};
