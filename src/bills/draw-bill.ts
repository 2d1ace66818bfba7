import type { QrCharset } from '#src/config.ts';
import { billPaper } from './bill-paper.ru.ts';
import { billQr } from './bill-qr.ts';
import { noQrText } from './bill-words.ru.ts';
import type { StoredBill } from './bills-store.ts';
import type { PaperRenderer, RenderOptions } from './paper-renderer.ts';
import type { PaymentQrFailure } from './payment-qr.ts';

/** Light enough for a bad signal; usual ones are three quarters of it. Told where none is drawn yet. */
export const BILL_BYTES_MOST = 40 * 1024;

export type DrawOptions = { siteUrl: string; charset: QrCharset };

/** The PDF of a frozen bill: PDF/UA-1, one page of A4 where the data fits. */
export function drawBill(
  renderer: PaperRenderer,
  { data, sha256 }: Pick<StoredBill, 'data' | 'sha256'>,
  { siteUrl, charset }: DrawOptions,
): Promise<Buffer> {
  const made = billQr(data, charset);
  const qrNote = made.ok ? null : noQrText[noteOf[made.code]];
  const paper = billPaper(data, { qrNote, siteUrl, sha256 });
  const codes: RenderOptions['codes'] = {
    ...(made.ok && { 'qr.png': made.bytes }),
    ...(paper.hasSbp && data.sbpLink && { 'sbp.png': new TextEncoder().encode(data.sbpLink) }),
  };
  return renderer.render('bill.typ', paper, { codes, isOnePage: true });
}

/** A wrong digit in the requisites is told: money paid by them would not come. */
const noteOf = {
  nothing_to_pay: 'nothing_to_pay',
  required_block_too_long: 'too_long',
  inn_wrong: 'requisites_wrong',
  kpp_wrong: 'requisites_wrong',
  bic_wrong: 'requisites_wrong',
  settlement_account_wrong: 'requisites_wrong',
  correspondent_account_wrong: 'requisites_wrong',
} satisfies Record<PaymentQrFailure, keyof typeof noQrText>;
