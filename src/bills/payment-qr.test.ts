import { expect, test } from 'vitest';
import { BYTES_MOST, encodeText, paymentQr, type QrPayment } from './payment-qr.ts';

const payment = (own: Partial<QrPayment> = {}): QrPayment => ({
  payee: {
    name: 'ООО "ГАЗСНАБ ПРИМЕР"',
    inn: '3906000005',
    kpp: '390601001',
    settlementAccount: '40702810700000012345',
    bankName: 'ФИЛИАЛ ПРИМЕР БАНКА',
    bic: '044030653',
    correspondentAccount: '30101810500000000653',
  },
  amountKopecks: 65_443,
  purpose: 'Оплата за газ л/с 390012345678 за 04.2026',
  accountNumber: '390012345678',
  month: '2026-04-01',
  payer: {
    lastName: 'Иванов',
    firstName: 'Иван',
    middleName: 'Иванович',
    address: 'г Калининград, ул Примерная, д 10, кв 25',
  },
  meterSerial: '04666666',
  ...own,
});

/** Written by hand from ГОСТ Р 56042-2014 and the known example. */
const EXAMPLE =
  'ST00012|Name=ООО "ГАЗСНАБ ПРИМЕР"|PersonalAcc=40702810700000012345|BankName=ФИЛИАЛ ПРИМЕР БАНКА|BIC=044030653|CorrespAcc=30101810500000000653|KPP=390601001|PayeeINN=3906000005|Purpose=Оплата за газ л/с 390012345678 за 04.2026|Sum=65443|PersAcc=390012345678|PaymPeriod=042026|LastName=Иванов|FirstName=Иван|MiddleName=Иванович|PayerAddress=г Калининград, ул Примерная, д 10, кв 25|CounterId=04666666|TechCode=02';

function made(own: Partial<QrPayment> = {}, charset: 'utf-8' | 'windows-1251' = 'utf-8') {
  const qr = paymentQr(payment(own), charset);
  if (!qr.ok) throw new Error(qr.code);
  return qr;
}

test('the fields stand in the order that banks read, with the sum in kopecks', () => {
  const qr = made();
  expect(qr.text).toBe(EXAMPLE);
  expect(qr.bytes.length).toBe(502);
  expect(new TextDecoder().decode(qr.bytes)).toBe(EXAMPLE);
});

test('in windows-1251 each letter is a byte, and the header says so', () => {
  const qr = made({}, 'windows-1251');
  expect(qr.bytes.length).toBe(410);
  expect(new TextDecoder('windows-1251').decode(qr.bytes)).toBe(
    EXAMPLE.replace('ST00012', 'ST00011'),
  );
});

test.each([0, -1, -50_000])('a sum of %d kopecks makes no code', (amountKopecks) => {
  expect(paymentQr(payment({ amountKopecks }), 'utf-8')).toEqual({
    ok: false,
    code: 'nothing_to_pay',
  });
});

test('one kopeck does', () => {
  expect(made({ amountKopecks: 1 }).text).toContain('|Sum=1|');
});

test('a sum that is not whole kopecks is a fault of the program', () => {
  expect(() => paymentQr(payment({ amountKopecks: 10.5 }), 'utf-8')).toThrow(/whole kopecks/);
});

test('a separator, a line end or any other sign of control within a value is a space', () => {
  const { text } = made({
    payee: { ...payment().payee, name: 'ООО|«Газ\r\nснаб»\t\u2028Пример' },
    payer: { ...payment().payer, lastName: ' Ива|нов ' },
  });
  expect(text).toContain('Name=ООО «Газ снаб» Пример|');
  expect(text).toContain('LastName=Ива нов|');
  expect(text.split('|').every((part, at) => at === 0 || /^[A-Za-z]+=/.test(part))).toBe(true);
});

test('values are cut to the limits of the standard, and never within a letter', () => {
  const { payee } = payment();
  const bankName = 'Б'.repeat(60);
  const { text } = made({ payee: { ...payee, name: 'A', bankName }, purpose: 'п'.repeat(300) });
  expect(text).toContain(`BankName=${'Б'.repeat(45)}|`);
  expect(text).toContain(`Purpose=${'п'.repeat(210)}|`);
  const long = made({ payee: { ...payee, name: 'Z'.repeat(170), bankName: 'B' } });
  expect(long.text).toContain(`Name=${'Z'.repeat(160)}|`);
});

test('required fields over 300 bytes make no code; windows-1251 has room for twice the letters', () => {
  const own = { payee: { ...payment().payee, name: 'Ё'.repeat(100), bankName: 'Банк' } };
  expect(paymentQr(payment(own), 'utf-8')).toEqual({ ok: false, code: 'required_block_too_long' });
  expect(made(own, 'windows-1251').text).toContain('Ё'.repeat(100));
});

test('when room is short the meter goes first, then the address, then the names; the payment stays', () => {
  const address = `г Калининград, ${'ул Длинная, '.repeat(10)}`;
  const { text, bytes } = made({ payer: { ...payment().payer, address } });
  expect(bytes.length).toBeLessThanOrEqual(BYTES_MOST);
  expect(text).not.toContain('CounterId');
  expect(text).not.toContain('PayerAddress');
  expect(text).toContain('|LastName=Иванов|FirstName=Иван|MiddleName=Иванович|TechCode=02');
  const lastName = 'Я'.repeat(160);
  const named = made({ payer: { ...payment().payer, lastName, address } });
  expect(named.text).toContain('|Sum=65443|PersAcc=390012345678|PaymPeriod=042026|TechCode=02');
});

test('what is empty is left out', () => {
  const payer = { lastName: 'Иванов', firstName: '', middleName: '', address: '' };
  const { text } = made({ payer, meterSerial: null });
  expect(text.endsWith('|PaymPeriod=042026|LastName=Иванов|TechCode=02')).toBe(true);
});

test('what windows-1251 cannot write loses its accent, or goes', () => {
  const payer = { ...payment().payer, lastName: 'Čapek', firstName: 'Ян😀', middleName: '' };
  const { text, bytes } = made({ payer }, 'windows-1251');
  expect(text).toContain('LastName=Capek|FirstName=Ян|');
  expect(bytes).not.toContain(0x3f);
  expect(encodeText('Ёё№«»—', 'windows-1251')).toEqual(
    Uint8Array.from([0xa8, 0xb8, 0xb9, 0xab, 0xbb, 0x97]),
  );
});

test.each([
  ['inn', '3906000006', 'inn_wrong'],
  ['inn', '390600000', 'inn_wrong'],
  ['kpp', '39060100', 'kpp_wrong'],
  ['bic', '144030653', 'bic_wrong'],
  ['bic', '044030654', 'settlement_account_wrong'],
  ['settlementAccount', '40702810700000012346', 'settlement_account_wrong'],
  ['settlementAccount', '4070281070000001234', 'settlement_account_wrong'],
  ['correspondentAccount', '30101810500000000654', 'correspondent_account_wrong'],
] as const)('a wrong %s, %s, makes no code', (field, value, code) => {
  const payee = { ...payment().payee, [field]: value };
  expect(paymentQr(payment({ payee }), 'utf-8')).toEqual({ ok: false, code });
});

test('the twelve digits of a sole trader are checked by both of their last digits', () => {
  const withInn = (inn: string) =>
    paymentQr(payment({ payee: { ...payment().payee, inn } }), 'utf-8').ok;
  expect(withInn('500100732259')).toBe(true);
  expect(withInn('500100732258')).toBe(false);
  expect(withInn('500100732359')).toBe(false);
});
