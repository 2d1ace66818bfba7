import { createHash } from 'node:crypto';
import type { Clock } from '#src/clock.ts';
import type { Db } from '#src/db/database.ts';
import { findPdf, keepPdf, type StoredBill } from './bills-store.ts';
import { type DrawOptions, drawBill } from './draw-bill.ts';
import type { PaperRenderer } from './paper-renderer.ts';

export type PdfDeps = { db: Db; clock: Clock; renderer: PaperRenderer };

/**
 * The PDF of a bill. Drawn once and kept: whoever downloads it again, after whatever upgrade, has
 * the same bytes.
 */
export async function getBillPdf(
  { db, clock, renderer }: PdfDeps,
  bill: StoredBill,
  options: DrawOptions,
): Promise<Buffer> {
  const kept = bill.pdf ? await findPdf(db, bill) : null;
  if (kept) return kept;
  const pdf = await drawBill(renderer, bill, options);
  const sha256 = createHash('sha256').update(pdf).digest();
  return keepPdf(db, bill, { pdf, sha256, at: clock.now() });
}
