/**
 * Why a link of СБП is none that may stand on a paper: it is not one, its check sum is another, it is
 * for one payment (`AD`, type 02) and dead after it, or it names a sum, the same for every month.
 */
export type SbpLinkFault =
  | 'not_a_sbp_link'
  | 'sbp_link_misprinted'
  | 'sbp_link_of_one_payment'
  | 'sbp_link_of_one_sum';

const form =
  /^(https:\/\/qr\.nspk\.ru\/(A[DS])[A-Z0-9]{30}\?type=(0[12])&bank=\d{12}(&sum=\d+&cur=RUB)?)&crc=([0-9A-F]{4})$/;

/** A reusable link to the letter, as НСПК gives it out through a bank; null: it is good. */
export function sbpLinkFault(link: string): SbpLinkFault | null {
  const match = form.exec(link);
  if (!match) return 'not_a_sbp_link';
  const [, text = '', prefix, type, sum, crc] = match;
  if (checkSumOf(text) !== crc) return 'sbp_link_misprinted';
  if (prefix !== 'AS' || type !== '01') return 'sbp_link_of_one_payment';
  return sum === undefined ? null : 'sbp_link_of_one_sum';
}

/** CRC-16/CCITT-FALSE, four capital hex digits. */
function checkSumOf(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, 'latin1')) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
