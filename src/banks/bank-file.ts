import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';

export type BankEncoding = 'windows-1251' | 'utf-8' | 'cp866';

/** The text of a bank's file; null: it is not in the encoding that was agreed. */
export function decodeBankFile(bytes: Buffer, encoding: BankEncoding): string | null {
  if (bytes.includes(0)) return null;
  if (encoding === 'utf-8') return isUtf8(bytes) ? bytes.toString('utf8') : null;
  // Text of one script is never valid in the other's form but by being ASCII alone.
  const hasLetters = bytes.some((byte) => byte > 127);
  return hasLetters && isUtf8(bytes) ? null : iconv.decode(bytes, encoding);
}
