import { notFound } from '#src/http/refused-request.ts';
import { isPlainDate, type PlainMonth } from '#src/plain-date.ts';

/** `2026-10` of an address; null for what is no month. */
export function readMonth(text: string): PlainMonth | null {
  const first = `${text}-01`;
  return /^\d{4}-\d{2}$/.test(text) && isPlainDate(first) ? first : null;
}

/** @throws RefusedRequest 404 for what is no month. */
export function monthOfAddress(params: unknown): PlainMonth {
  const month = readMonth((params as { month: string }).month);
  if (!month) throw notFound();
  return month;
}
