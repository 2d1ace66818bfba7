import { createHmac } from 'node:crypto';
import type { Answer } from './visitor.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * An application on somebody's telephone, written by RFC 6238 and 4226 alone: the product's own
 * library would agree with its own mistakes.
 */
export function codeOf(secret: string, at: Date): string {
  const bits = [...secret].map((letter) => ALPHABET.indexOf(letter).toString(2).padStart(5, '0'));
  const key = Buffer.from(
    (bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)),
  );
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at.getTime() / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = (mac.at(-1) ?? 0) & 15;
  const code = (mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000;
  return String(code).padStart(6, '0');
}

/** The key as the page writes it for who types it by hand. */
export const secretOn = (page: Answer): string => page.$('code.token').text().replaceAll(' ', '');

export const recoveryCodesOn = (page: Answer): string[] =>
  page
    .$('.codes code')
    .toArray()
    .map((code) => page.$(code).text());
