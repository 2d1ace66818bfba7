import { reasonMissing, reasonTooLong } from './back-office.ru.ts';

const MAX_LENGTH = 500;

type ReadReason = { ok: true; text: string } | { ok: false; message: string };

/** What staff write for the record and for the resident: lines are kept, their ends are not. */
export function readReason(body: Record<string, string>): ReadReason {
  const text = (body.reason ?? '').replace(/\r\n?/g, '\n').trim().replace(/\.$/, '');
  return text.length > MAX_LENGTH ? { ok: false, message: reasonTooLong } : { ok: true, text };
}

/** Where nothing may be done without one. */
export function readNeededReason(body: Record<string, string>): ReadReason {
  const reason = readReason(body);
  return reason.ok && reason.text === '' ? { ok: false, message: reasonMissing } : reason;
}
