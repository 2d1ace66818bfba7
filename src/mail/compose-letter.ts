import { createHash } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { letterHtml } from './letter-layout.page.tsx';
import { letterText } from './letter-text.ru.ts';
import type { Letter, LetterContent } from './letter-types.ts';

export type Composition = {
  letter: Letter;
  content: LetterContent;
  supplier: SupplierProfile;
  /** Address of the sender; its domain also signs Message-ID and takes the bounces. */
  from: string;
  now: Date;
};

/**
 * The whole letter, headers and both forms. The same letter always has the same Message-ID, so
 * that one sent twice (we died before noting the first) is shown once.
 */
export function composeLetter({ letter, content, supplier, from, now }: Composition) {
  const domain = from.slice(from.lastIndexOf('@') + 1);
  const to = oneLine(letter.to);
  return {
    envelope: { from: `bounce+${letter.letterId}@${domain}`, to: [to] },
    from: { name: oneLine(supplier.name), address: from },
    to: [{ name: '', address: to }],
    replyTo: [{ name: oneLine(supplier.name), address: supplier.contacts.email }],
    subject: oneLine(content.subject),
    date: now,
    messageId: `<${letterMark(letter)}@${domain}>`,
    headers: {
      // Asks holiday answers and their like to keep quiet (RFC 3834 and Exchange's own).
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'All',
    },
    text: letterText(content, supplier),
    html: letterHtml(content, supplier),
    attachments: content.attachments?.map((file) => ({
      ...file,
      filename: oneLine(file.filename),
    })),
  } satisfies SendMailOptions;
}

/** Ids begin anew in another database; the fingerprint tells those letters apart. */
export function letterMark({ letterId, kind, to, createdAt }: Omit<Letter, 'userId' | 'data'>) {
  const identity = JSON.stringify([letterId, kind, to, createdAt.toISOString()]);
  const fingerprint = createHash('sha256').update(identity).digest('hex').slice(0, 16);
  return `letter-${letterId}.${fingerprint}`;
}

/** A header ends where its line does: whatever comes from outside stays on one. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim();
}

/** One plain address: no list, no name, no white space. */
export function isMailAddress(text: string): boolean {
  return (
    text.length <= 254 && /^[^\s@<>()[\]\\,;:"\p{Cc}]+@[^\s@<>()[\]\\,;:"\p{Cc}]+$/u.test(text)
  );
}
