import type { PlainDate } from '#src/plain-date.ts';

/** «П-26-0000-0123»: the year in which it was received, then its number in all years. */
export function formatConfirmationNumber(number: number, receivedOn: PlainDate): string {
  const digits = String(number).padStart(8, '0');
  return `П-${receivedOn.slice(2, 4)}-${digits.slice(0, -4)}-${digits.slice(-4)}`;
}

/** As people copy it: any hyphens or spaces, «П» in either alphabet or left out. */
export function parseConfirmationNumber(text: string): { year: string; number: number } | null {
  const match = /^[ПпPp]?(\d\d)(\d{8,14})$/.exec(text.replace(/[\s\u00a0\u2010-\u2015-]/g, ''));
  if (!match?.[1] || !match[2]) return null;
  return { year: match[1], number: Number(match[2]) };
}
