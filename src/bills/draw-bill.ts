import type { QrCharset } from '#src/config.ts';
import { billPaper } from './bill-paper.ru.ts';
import { billQr } from './bill-qr.ts';
import { noQrText } from './bill-words.ru.ts';
import type { StoredBill } from './bills-store.ts';
import type { PaperRenderer } from './paper-renderer.ts';
import { qrPng } from './qr-png.ts';

export type DrawOptions = { siteUrl: string; charset: QrCharset };

/** The PDF of a frozen bill: PDF/UA-1, one page of A4 where the data fits. */
export function drawBill(
  renderer: PaperRenderer,
  { data, sha256 }: Pick<StoredBill, 'data' | 'sha256'>,
  { siteUrl, charset }: DrawOptions,
): Promise<Buffer> {
  const made = billQr(data, charset);
  const qr = made.ok
    ? { png: [...qrPng(made.bytes)] }
    : { note: made.code === 'nothing_to_pay' ? noQrText.nothing_to_pay : noQrText.broken };
  return renderer.render('bill.typ', billPaper(data, { qr, siteUrl, sha256 }));
}
