import type { PlainDate } from '#src/plain-date.ts';
import {
  bankAmount,
  dayOfMoment,
  isTxnId,
  readBankAmount,
  XML_HEAD,
  xmlElements,
  xmlText,
} from './bank-fields.ts';

/** Codes of ОСМП that we say; 1 alone makes the sender try again. */
export const osmpCodes = {
  ok: 0,
  temporary: 1,
  bad_form: 4,
  unknown: 5,
  closed: 79,
  too_small: 241,
  too_large: 242,
  other: 300,
} as const;
export type OsmpCode = keyof typeof osmpCodes;

export type OsmpRequest =
  | { command: 'check'; txnId: string; accountNumber: string; amountKopecks: number | null }
  | {
      command: 'pay';
      txnId: string;
      accountNumber: string;
      amountKopecks: number;
      paidOn: PlainDate;
    }
  | { command: 'wrong'; txnId: string; code: OsmpCode };

/** Reads `command=check|pay`; parameters that we do not know are the sender's own. */
export function readOsmp(fields: Readonly<Record<string, string>>): OsmpRequest {
  const { command, txn_id: txnId = '', account: accountNumber = '', sum = '' } = fields;
  const wrong = (code: OsmpCode): OsmpRequest => ({ command: 'wrong', txnId, code });
  if (!isTxnId(txnId)) return wrong('other');
  if (accountNumber === '' || accountNumber.length > 200) return wrong('bad_form');
  const amountKopecks = readBankAmount(sum);
  if (command === 'check') {
    if (amountKopecks === null && sum !== '') return wrong('other');
    return { command, txnId, accountNumber, amountKopecks };
  }
  if (command !== 'pay' || amountKopecks === null) return wrong('other');
  const paidOn = readMoment(fields.txn_date ?? '');
  return paidOn === null
    ? wrong('other')
    : { command, txnId, accountNumber, amountKopecks, paidOn };
}

/** YYYYMMDDHHMMSS, by the sender's clock. */
function readMoment(text: string): PlainDate | null {
  const [, year = '', month = '', day = '', time = ''] =
    /^(\d{4})(\d{2})(\d{2})(\d{6})$/.exec(text) ?? [];
  return dayOfMoment({ year, month, day, time });
}

export type OsmpAnswer = {
  txnId: string;
  code: OsmpCode;
  /** Of a payment that we have. */
  prvTxn?: number;
  amountKopecks?: number;
  comment: string;
  /** Shown to the payer before the money is given. */
  maskedName?: string;
};

export function writeOsmp(answer: OsmpAnswer): string {
  const { prvTxn, amountKopecks, maskedName } = answer;
  const told = xmlElements([
    ['osmp_txn_id', answer.txnId],
    ['prv_txn', prvTxn === undefined ? null : String(prvTxn)],
    ['sum', amountKopecks === undefined ? null : bankAmount(amountKopecks)],
    ['result', String(osmpCodes[answer.code])],
    ['comment', answer.comment],
  ]);
  const fields = maskedName
    ? `<fields><field1 name="FIO" type="disp">${xmlText(maskedName)}</field1></fields>`
    : '';
  return `${XML_HEAD}<response>${told}${fields}</response>`;
}
