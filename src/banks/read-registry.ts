import { isPlainDate, type PlainDate } from '#src/plain-date.ts';
import { readBankAmount } from './bank-fields.ts';
import type { RegistryTemplate } from './registry-templates.ru.ts';

export type RegistryRow = {
  /** In the file, from 1. */
  rowNumber: number;
  txnId: string;
  accountNumber: string;
  amountKopecks: number;
  paidOn: PlainDate;
};

export type RegistryFault =
  | { code: 'empty' }
  | { code: 'no_trailer' }
  | { code: 'after_trailer'; line: number }
  | { code: 'columns'; line: number; found: number; expected: number }
  | { code: 'txn_id' | 'account' | 'amount' | 'day'; line: number }
  | { code: 'repeated_txn'; line: number; earlier: number }
  | { code: 'trailer'; line: number }
  | { code: 'count'; found: number; told: number }
  | { code: 'total'; foundKopecks: number; toldKopecks: number };

export type RegistryReading =
  | { ok: true; rows: RegistryRow[]; totalKopecks: number; transferredKopecks: number }
  | { ok: false; fault: RegistryFault };

/** Thrown to leave the file at its first fault: nothing of it is taken. */
class Wrong extends Error {
  readonly fault: RegistryFault;
  constructor(fault: RegistryFault) {
    super(fault.code);
    this.fault = fault;
  }
}

/** Reads a whole registry by its template, or says what is wrong with it. */
export function readRegistry(text: string, template: RegistryTemplate): RegistryReading {
  try {
    return { ok: true, ...readWhole(text, template) };
  } catch (error) {
    if (error instanceof Wrong) return { ok: false, fault: error.fault };
    throw error;
  }
}

function readWhole(text: string, template: RegistryTemplate) {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n/)
    .map((line, index) => ({ line, number: index + 1 }))
    .filter(({ line, number }) => number > template.headerLines && line.trim() !== '');
  const at = lines.findIndex(({ line }) => line.startsWith(template.trailer.mark));
  const trailer = lines[at];
  if (!trailer) throw new Wrong({ code: 'no_trailer' });
  const after = lines[at + 1];
  if (after) throw new Wrong({ code: 'after_trailer', line: after.number });
  if (at === 0) throw new Wrong({ code: 'empty' });
  const rows = lines.slice(0, at).map(({ line, number }) => readRow(line, number, template));
  refuseRepeats(rows);
  const totalKopecks = rows.reduce((sum, row) => sum + row.amountKopecks, 0);
  const found = { count: rows.length, totalKopecks };
  const transferredKopecks = compareTrailer(trailer, template, found);
  return { rows, totalKopecks, transferredKopecks };
}

function readRow(line: string, number: number, template: RegistryTemplate): RegistryRow {
  const { columns, columnsCount, delimiter } = template;
  const fields = line.split(delimiter).map((field) => field.trim());
  // Some end each line with the sign that parts its columns.
  if (fields.length === columnsCount + 1 && fields.at(-1) === '') fields.pop();
  if (fields.length !== columnsCount) {
    throw new Wrong({
      code: 'columns',
      line: number,
      found: fields.length,
      expected: columnsCount,
    });
  }
  const field = (place: number) => fields[place - 1] ?? '';
  const txnId = field(columns.txnId);
  if (!/^[\w-]{1,40}$/.test(txnId)) throw new Wrong({ code: 'txn_id', line: number });
  const accountNumber = field(columns.accountNumber);
  if (accountNumber === '' || accountNumber.length > 200) {
    throw new Wrong({ code: 'account', line: number });
  }
  const amountKopecks = readAmount(field(columns.amount), template);
  if (amountKopecks === null || amountKopecks === 0) {
    throw new Wrong({ code: 'amount', line: number });
  }
  const paidOn = readDay(field(columns.paidOn), template);
  if (paidOn === null) throw new Wrong({ code: 'day', line: number });
  return { rowNumber: number, txnId, accountNumber, amountKopecks, paidOn };
}

function readAmount(text: string, { decimalSign }: RegistryTemplate): number | null {
  if (decimalSign === '.') return readBankAmount(text);
  return text.includes('.') ? null : readBankAmount(text.replace(',', '.'));
}

/** The time of day, after a space, is the bank's own. */
function readDay(text: string, { dateForm }: RegistryTemplate): PlainDate | null {
  const [day = ''] = text.split(/[ T]/, 1);
  const shape = dateForm.replace(/[DMY]/g, '0');
  if (day.replace(/\d/g, '0') !== shape) return null;
  const part = (letter: string) =>
    day.slice(dateForm.indexOf(letter), dateForm.lastIndexOf(letter) + 1);
  const date = `${part('Y')}-${part('M')}-${part('D')}`;
  return isPlainDate(date) ? date : null;
}

function refuseRepeats(rows: readonly RegistryRow[]): void {
  const seen = new Map<string, number>();
  for (const { txnId, rowNumber } of rows) {
    const earlier = seen.get(txnId);
    if (earlier !== undefined) throw new Wrong({ code: 'repeated_txn', line: rowNumber, earlier });
    seen.set(txnId, rowNumber);
  }
}

/** What reaches our account, by the trailer that agrees with its lines. */
function compareTrailer(
  { line, number }: { line: string; number: number },
  template: RegistryTemplate,
  found: { count: number; totalKopecks: number },
): number {
  const { trailer, delimiter } = template;
  const fields = line.split(delimiter).map((field) => field.trim());
  const countText = (fields[trailer.count - 1] ?? '').replace(trailer.mark, '');
  const toldKopecks = readAmount(fields[trailer.total - 1] ?? '', template);
  if (!/^\d{1,9}$/.test(countText) || toldKopecks === null) {
    throw new Wrong({ code: 'trailer', line: number });
  }
  const told = Number(countText);
  if (told !== found.count) throw new Wrong({ code: 'count', found: found.count, told });
  if (toldKopecks !== found.totalKopecks) {
    throw new Wrong({ code: 'total', foundKopecks: found.totalKopecks, toldKopecks });
  }
  if (trailer.transferred === undefined) return toldKopecks;
  const transferred = readAmount(fields[trailer.transferred - 1] ?? '', template);
  if (transferred === null || transferred > toldKopecks) {
    throw new Wrong({ code: 'trailer', line: number });
  }
  return transferred;
}
