import { reasonTooLong } from './back-office.ru.ts';

const MAX_LENGTH = 500;

/** What staff write for the record and for the resident: lines are kept, their ends are not. */
export function readReason(
  body: Record<string, string>,
): { ok: true; text: string } | { ok: false; message: string } {
  const text = (body.reason ?? '').replace(/\r\n?/g, '\n').trim().replace(/\.$/, '');
  return text.length > MAX_LENGTH ? { ok: false, message: reasonTooLong } : { ok: true, text };
}
