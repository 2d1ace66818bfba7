import type { QrCharset } from '#src/config.ts';
import type { BillData } from './bill-data.ts';
import { purposeText } from './bill-words.ru.ts';
import { type PaymentQr, paymentQr } from './payment-qr.ts';

/** The payment code of a bill: its sum is the printed one, the closing balance of the month. */
export function billQr(bill: BillData, charset: QrCharset): PaymentQr {
  const { supplier, subscriber, month, closingKopecks } = bill;
  const inUse = bill.meters.filter(({ removedOn }) => removedOn === null);
  return paymentQr(
    {
      payee: { ...supplier.requisites, name: supplier.legalName },
      amountKopecks: closingKopecks,
      purpose: purposeText(subscriber.number, month),
      accountNumber: subscriber.number,
      month,
      payer: subscriber,
      meterSerial: inUse.length === 1 ? (inUse[0]?.serialNumber ?? null) : null,
    },
    charset,
  );
}
