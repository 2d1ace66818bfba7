import { isPlainDate, type PlainDate } from '#src/plain-date.ts';
import { readBankAmount } from './bank-fields.ts';
import { statementWords as words } from './statement-words.ru.ts';

/** What came in; what went out is no business of ours. */
export type StatementLine = {
  ourAccount: string;
  documentNumber: string;
  documentOn: PlainDate;
  receivedOn: PlainDate;
  amountKopecks: number;
  payerInn: string;
  payerAccount: string;
  purpose: string;
};

export type StatementFault =
  | { code: 'not_statement' }
  | { code: 'no_end' }
  | { code: 'no_accounts' }
  | { code: 'no_days' }
  | { code: 'document'; line: number }
  | { code: 'total_in'; foundKopecks: number; toldKopecks: number };

export type StatementReading =
  | {
      ok: true;
      lines: StatementLine[];
      /** Whose statement it is, by its own word. */
      accounts: string[];
      firstDay: PlainDate;
      lastDay: PlainDate;
    }
  | { ok: false; fault: StatementFault };

type Pair = { key: string; value: string; number: number };
type Section = { values: Map<string, string>; line: number };

/** Reads 1CClientBankExchange whole, or says what is wrong with it. */
export function readStatement(text: string): StatementReading {
  const pairs = readPairs(text);
  const refused = (fault: StatementFault): StatementReading => ({ ok: false, fault });
  if (pairs[0]?.key !== words.head) return refused({ code: 'not_statement' });
  if (pairs.at(-1)?.key !== words.fileEnd) return refused({ code: 'no_end' });
  const accounts = sectionsOf(pairs, words.accountSection, words.accountEnd);
  const documents = sectionsOf(pairs, words.documentSection, words.documentEnd);
  const ours = new Set(pairs.filter(({ key }) => key === words.account).map(({ value }) => value));
  if (ours.size === 0) return refused({ code: 'no_accounts' });
  const firstDay = dayOf(pairs.find(({ key }) => key === words.firstDay)?.value);
  const lastDay = dayOf(pairs.find(({ key }) => key === words.lastDay)?.value);
  if (!firstDay || !lastDay || lastDay < firstDay) return refused({ code: 'no_days' });
  const lines: StatementLine[] = [];
  for (const document of documents) {
    if (!ours.has(document.values.get(words.payeeAccount) ?? '')) continue;
    const line = readDocument(document.values);
    if (!line) return refused({ code: 'document', line: document.line });
    lines.push(line);
  }
  const toldKopecks = totalIn(accounts);
  const foundKopecks = lines.reduce((sum, { amountKopecks }) => sum + amountKopecks, 0);
  return toldKopecks !== null && toldKopecks !== foundKopecks
    ? refused({ code: 'total_in', foundKopecks, toldKopecks })
    : { ok: true, lines, accounts: [...ours], firstDay, lastDay };
}

function readPairs(text: string): Pair[] {
  return text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\n/)
    .map((line, index) => {
      const [, key = '', value = ''] = /^([^=]*)=?(.*)$/.exec(line) ?? [];
      return { key: key.trim(), value: value.trim(), number: index + 1 };
    })
    .filter(({ key }) => key !== '');
}

function sectionsOf(pairs: readonly Pair[], from: string, to: string): Section[] {
  const sections: Section[] = [];
  let open: Section | null = null;
  for (const { key, value, number } of pairs) {
    if (key === from) open = { values: new Map(), line: number };
    else if (key === to && open) {
      sections.push(open);
      open = null;
    } else open?.values.set(key, value);
  }
  return sections;
}

const MOST_OF_A_NAME = 50;

function readDocument(values: Map<string, string>): StatementLine | null {
  const value = (key: string) => values.get(key) ?? '';
  const documentOn = dayOf(value(words.date));
  const amountKopecks = readBankAmount(value(words.sum).replace(',', '.'));
  if (!documentOn || !amountKopecks || value(words.number) === '') return null;
  // What tells a document from another stands in an index: nothing of a bank's is as long as this.
  const names = [words.number, words.payeeAccount, words.payerInn, words.payerAccount].map(value);
  if (names.some((name) => name.length > MOST_OF_A_NAME)) return null;
  return {
    ourAccount: value(words.payeeAccount),
    documentNumber: value(words.number),
    documentOn,
    receivedOn: dayOf(value(words.receivedOn)) ?? documentOn,
    amountKopecks,
    payerInn: value(words.payerInn),
    payerAccount: value(words.payerAccount),
    purpose: value(words.purpose),
  };
}

/** Null: no section tells it. */
function totalIn(accounts: readonly Section[]): number | null {
  const told = accounts.flatMap(({ values }) => {
    const text = values.get(words.totalIn);
    return text === undefined ? [] : [readBankAmount(text) ?? Number.NaN];
  });
  return told.length === 0 ? null : told.reduce((sum, one) => sum + one, 0);
}

/** DD.MM.YYYY */
function dayOf(text = ''): PlainDate | null {
  const [, day, month, year] = /^(\d{2})\.(\d{2})\.(\d{4})$/.exec(text) ?? [];
  const date = `${year}-${month}-${day}`;
  return isPlainDate(date) ? date : null;
}
