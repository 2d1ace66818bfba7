import { randomInt } from 'node:crypto';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** A bank that does not exist. */
const BANK = '100000000999';

/**
 * A link of СБП for one payment, as НСПК makes them: `AD`, type 02, the sum in kopecks, and a check
 * sum over all that stands before it.
 */
export function mintSbpLink(kopecks: number): string {
  const tail = Array.from({ length: 30 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  const text = `https://qr.nspk.ru/AD${tail}?type=02&bank=${BANK}&sum=${kopecks}&cur=RUB`;
  return `${text}&crc=${crcOf(text)}`;
}

/** Whether a link says what it was made to say. */
export function isSbpLink(link: string): boolean {
  const match =
    /^(https:\/\/qr\.nspk\.ru\/(A[DS])[A-Z0-9]{30}\?type=(0[12])&bank=\d{12}(?:&sum=(\d+)&cur=RUB)?)&crc=([0-9A-F]{4})$/.exec(
      link,
    );
  if (!match) return false;
  const [, text = '', prefix, type, sum, crc] = match;
  const isOfKind = prefix === 'AD' ? type === '02' && sum !== undefined : type === '01';
  return isOfKind && crcOf(text) === crc;
}

/** CRC-16/CCITT-FALSE, four capital hex digits. */
function crcOf(text: string): string {
  let crc = 0xffff;
  for (const byte of Buffer.from(text, 'latin1')) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit += 1) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc.toString(16).toUpperCase().padStart(4, '0');
}
