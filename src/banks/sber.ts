import type { PlainDate } from '#src/plain-date.ts';
import {
  bankAmount,
  dayOfMoment,
  isTxnId,
  readBankAmount,
  XML_HEAD,
  xmlElements,
} from './bank-fields.ts';

/** Codes of Сбербанк ЕПС, protocol 1, that we say. A duplicate counts as success. */
export const sberCodes = {
  ok: 0,
  temporary: 1,
  bad_action: 2,
  unknown: 3,
  bad_form: 4,
  closed: 5,
  bad_id: 6,
  duplicate: 8,
  bad_amount: 9,
  too_small: 10,
  too_large: 11,
  bad_date: 12,
  other: 300,
} as const;
export type SberCode = keyof typeof sberCodes;

export type SberRequest =
  | { action: 'check'; accountNumber: string; amountKopecks: number | null }
  | {
      action: 'payment';
      payId: string;
      accountNumber: string;
      amountKopecks: number;
      paidOn: PlainDate;
    }
  | { action: 'wrong'; code: SberCode };

export function readSber(fields: Readonly<Record<string, string>>): SberRequest {
  const { ACTION: action, ACCOUNT: accountNumber = '', AMOUNT: amount = '' } = fields;
  const { PAY_ID: payId = '', PAY_DATE: moment = '' } = fields;
  const wrong = (code: SberCode): SberRequest => ({ action: 'wrong', code });
  if (action !== 'check' && action !== 'payment') return wrong('bad_action');
  if (accountNumber === '' || accountNumber.length > 200) return wrong('bad_form');
  const amountKopecks = readBankAmount(amount);
  if (action === 'check') {
    if (amountKopecks === null && amount !== '') return wrong('bad_amount');
    return { action, accountNumber, amountKopecks };
  }
  if (!isTxnId(payId)) return wrong('bad_id');
  if (amountKopecks === null) return wrong('bad_amount');
  const paidOn = readMoment(moment);
  return paidOn === null
    ? wrong('bad_date')
    : { action, payId, accountNumber, amountKopecks, paidOn };
}

/** DD.MM.YYYY_HH24:MI:SS, by the bank's clock. */
function readMoment(text: string): PlainDate | null {
  const [, day = '', month = '', year = '', hours = '', minutes = '', seconds = ''] =
    /^(\d{2})\.(\d{2})\.(\d{4})_(\d{2}):(\d{2}):(\d{2})$/.exec(text) ?? [];
  return dayOfMoment({ year, month, day, time: hours + minutes + seconds });
}

export type SberAnswer = {
  code: SberCode;
  message: string;
  maskedName?: string;
  /** Of a payment that we have: what it was first answered with. */
  taken?: { paymentId: number; amountKopecks: number; registeredAt: string };
};

export function writeSber({ code, message, maskedName, taken }: SberAnswer): string {
  const told = xmlElements([
    ['CODE', String(sberCodes[code])],
    ['MESSAGE', message],
    ['FIO', maskedName ?? null],
    ['EXT_ID', taken ? String(taken.paymentId) : null],
    ['REG_DATE', taken?.registeredAt ?? null],
    ['AMOUNT', taken ? bankAmount(taken.amountKopecks) : null],
  ]);
  return `${XML_HEAD}<response>${told}</response>`;
}
