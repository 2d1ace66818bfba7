import { readEmail } from '#src/identity/email.ts';

/** Tills and their operators know Latin addresses alone. */
export function readReceiptEmail(typed: string): string | null {
  const email = readEmail(typed);
  return email && /^[\x21-\x7e]+$/.test(email) ? email : null;
}
