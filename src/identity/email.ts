/** Long enough for any real address (RFC 5321), short enough to be no attack. */
const MAX_LENGTH = 254;

/** The typed address, trimmed, or null when no letter could reach it. */
export function readEmail(typed: string): string | null {
  const text = typed.trim();
  if (text.length > MAX_LENGTH) return null;
  const isAddress =
    /^[^\s@<>",;:()[\]\\]{1,64}@[^\s@<>",;:()[\]\\/]+\.[^\s@.<>",;:()[\]\\/]{2,}$/u.test(text);
  return isAddress && !text.includes('..') ? text : null;
}

/** What addresses are compared by. */
export const emailKey = (email: string): string => email.trim().toLowerCase();
