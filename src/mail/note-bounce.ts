import { simpleParser } from 'mailparser';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { letterMark } from './compose-letter.ts';

export type Bounce = {
  /** Whom the report was sent to, which is whom our letter came from: `bounce+12@example.ru`. */
  recipient: string;
  /** The whole message, as it came. */
  report: Buffer;
};

export type BounceOutcome =
  | { ok: true; letterId: number; state: 'bounced' | 'delayed' }
  | { ok: false; code: 'not_a_report' | 'not_our_letter' };

/**
 * Notes that a letter taken by a mail server did not reach its reader (RFC 3464). Anybody may
 * write to such an address, so a report counts only when it brings back the Message-ID of the very
 * letter, which nobody but its receiver's servers has seen.
 */
export async function noteBounce(
  { db }: { db: Database },
  { recipient, report }: Bounce,
): Promise<BounceOutcome> {
  const letterId = Number(/^<?bounce\+(\d{1,15})@/i.exec(recipient)?.[1] ?? 0);
  const delivery = await readReport(report);
  if (!delivery) return { ok: false, code: 'not_a_report' };
  return inTransaction(db, async (tx): Promise<BounceOutcome> => {
    const letter = await tx
      .selectFrom('letters')
      .select(['letter_id', 'kind', 'to_address', 'created_at'])
      .where('letter_id', '=', letterId)
      .where('state', '=', 'sent')
      .forUpdate()
      .executeTakeFirst();
    if (!letter) return { ok: false, code: 'not_our_letter' };
    const { kind, to_address: to, created_at: createdAt } = letter;
    const mark = letterMark({ letterId, kind, to, createdAt });
    if (!report.includes(`<${mark}@`)) return { ok: false, code: 'not_our_letter' };
    const { state, status } = delivery;
    await tx
      .updateTable('letters')
      .set({ state: state === 'bounced' ? 'failed' : 'sent', last_error: `${state}: ${status}` })
      .where('letter_id', '=', letterId)
      .execute();
    return { ok: true, letterId, state };
  });
}

type Delivery = { state: 'bounced' | 'delayed'; status: string };

/** Of the part for machines alone: the words around it are anybody's. */
async function readReport(report: Buffer): Promise<Delivery | null> {
  const text = await readStatusPart(report);
  const action = /^Action:\s*(failed|delayed)\b/im.exec(text)?.[1]?.toLowerCase();
  if (!action) return null;
  const status = /^Status:\s*([245]\.\d{1,3}\.\d{1,3})\b/im.exec(text)?.[1] ?? '5.0.0';
  return { state: action === 'failed' ? 'bounced' : 'delayed', status };
}

async function readStatusPart(report: Buffer): Promise<string> {
  try {
    const { attachments } = await simpleParser(report, { keepDeliveryStatus: true });
    const part = attachments.find(({ contentType }) => contentType === 'message/delivery-status');
    return part?.content.toString('latin1') ?? '';
  } catch {
    // Made to choke a reader of mail: whatever it is, no mail server of ours has written it.
    return '';
  }
}
