import type { QrCharset } from '#src/config.ts';
import { findRequisitesFault, type PaymentRequisites, type RequisitesFault } from './requisites.ts';

/**
 * The payment code of ГОСТ Р 56042-2014: `ST0001`, the charset, the separator, then `Key=Value` in an
 * order that bank applications are known to read: the five required fields, then КПП, ИНН, purpose, sum.
 */

export type QrPayment = {
  payee: PaymentRequisites & { name: string };
  amountKopecks: number;
  purpose: string;
  accountNumber: string;
  /** `2026-10-01` → `102026`. */
  month: string;
  payer: { lastName: string; firstName: string; middleName: string; address: string };
  meterSerial: string | null;
};

export type PaymentQr =
  | { ok: true; charset: QrCharset; text: string; bytes: Uint8Array }
  | { ok: false; code: PaymentQrFailure };

export type PaymentQrFailure = RequisitesFault | 'nothing_to_pay' | 'required_block_too_long';

/** Longest values of the standard, in characters. */
const NAME_MOST = 160;
const BANK_NAME_MOST = 45;
const PURPOSE_MOST = 210;
/** The header and the five required fields together, in bytes. */
const REQUIRED_MOST = 300;
/**
 * Bytes of a code of version 17 with correction M: 85 modules, which at 40 mm are 0,43 mm each with
 * the quiet zone: what a telephone reads from ordinary paper.
 */
export const BYTES_MOST = 504;

const SEPARATOR = '|';
const CHARSET_SIGNS = { 'windows-1251': '1', 'utf-8': '2' } satisfies Record<QrCharset, string>;
/** ГОСТ Р 56042-2014, technical code of the payment: utilities. */
const UTILITIES = '02';

type Field = readonly [key: string, value: string];

/** Nothing to pay makes no code: a bank refuses a sum of nought and a person is misled by it. */
export function paymentQr(payment: QrPayment, charset: QrCharset): PaymentQr {
  if (!Number.isSafeInteger(payment.amountKopecks)) throw new Error('a sum is whole kopecks');
  if (payment.amountKopecks <= 0) return { ok: false, code: 'nothing_to_pay' };
  const fault = findRequisitesFault(payment.payee);
  if (fault) return { ok: false, code: fault };
  const header = `ST0001${CHARSET_SIGNS[charset]}`;
  const required = requiredFields(payment, charset);
  const requiredText = [header, ...required.map(textOf)].join(SEPARATOR);
  if (encodeText(requiredText, charset).length > REQUIRED_MOST) {
    return { ok: false, code: 'required_block_too_long' };
  }
  const fields = fitting(payment, charset, requiredText);
  const text = [requiredText, ...fields.map(textOf)].join(SEPARATOR);
  return { ok: true, charset, text, bytes: encodeText(text, charset) };
}

function requiredFields({ payee }: QrPayment, charset: QrCharset): Field[] {
  return [
    ['Name', cut(clean(payee.name, charset), NAME_MOST)],
    ['PersonalAcc', payee.settlementAccount],
    ['BankName', cut(clean(payee.bankName, charset), BANK_NAME_MOST)],
    ['BIC', payee.bic],
    ['CorrespAcc', payee.correspondentAccount],
  ];
}

/** Fields of the payment itself stay; who pays and for which meter goes first when room is short. */
function fitting(payment: QrPayment, charset: QrCharset, requiredText: string): Field[] {
  const needed = neededFields(payment, charset);
  const welcome = welcomeFields(payment, charset);
  while (true) {
    const fields: Field[] = [...needed, ...welcome, ['TechCode', UTILITIES]];
    const text = [requiredText, ...fields.map(textOf)].join(SEPARATOR);
    if (welcome.length === 0 || encodeText(text, charset).length <= BYTES_MOST) return fields;
    welcome.pop();
  }
}

function neededFields(payment: QrPayment, charset: QrCharset): Field[] {
  const { payee, accountNumber, month } = payment;
  return [
    ['KPP', payee.kpp],
    ['PayeeINN', payee.inn],
    ['Purpose', cut(clean(payment.purpose, charset), PURPOSE_MOST)],
    ['Sum', String(payment.amountKopecks)],
    ['PersAcc', clean(accountNumber, charset)],
    ['PaymPeriod', month.slice(5, 7) + month.slice(0, 4)],
  ];
}

function welcomeFields({ payer, meterSerial }: QrPayment, charset: QrCharset): Field[] {
  const fields: Field[] = [
    ['LastName', payer.lastName],
    ['FirstName', payer.firstName],
    ['MiddleName', payer.middleName],
    ['PayerAddress', payer.address],
    ['CounterId', meterSerial ?? ''],
  ];
  return fields
    .map(([key, value]) => [key, clean(value, charset)] as const)
    .filter(([, value]) => value !== '');
}

const textOf = ([key, value]: Field): string => `${key}=${value}`;

/** A value holds no separator and no line end, and only what the charset can write. */
function clean(value: string, charset: QrCharset): string {
  const text = value
    .normalize('NFC')
    .replace(/[|\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\p{Zs}/gu, ' ');
  const written = charset === 'utf-8' ? text : writable(text);
  return written.replace(/ {2,}/g, ' ').trim();
}

/** By characters, so that none is cut in two. */
const cut = (text: string, most: number): string => [...text].slice(0, most).join('').trim();

export function encodeText(text: string, charset: QrCharset): Uint8Array {
  if (charset === 'utf-8') return new TextEncoder().encode(text);
  return Uint8Array.from([...writable(text)], (sign) => bytesOf1251.get(sign) ?? QUESTION);
}

const QUESTION = 0x3f;

/** Every character of windows-1251 by its byte, as every browser reads it. */
const bytesOf1251: ReadonlyMap<string, number> = new Map(
  [...new TextDecoder('windows-1251').decode(Uint8Array.from({ length: 256 }, (_, at) => at))].map(
    (sign, byte) => [sign, byte],
  ),
);

/** Accents go where the letter alone can be written; what cannot be written is left out. */
function writable(text: string): string {
  return [...text]
    .map((sign) => (bytesOf1251.has(sign) ? sign : (sign.normalize('NFD').at(0) ?? '')))
    .filter((sign) => bytesOf1251.has(sign))
    .join('');
}
