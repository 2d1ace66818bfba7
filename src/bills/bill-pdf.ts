import { createHash } from 'node:crypto';
import type { Clock } from '#src/clock.ts';
import type { Config } from '#src/config.ts';
import type { Db } from '#src/db/database.ts';
import { findPdf, keepPdf, type StoredBill } from './bills-store.ts';
import { type DrawOptions, drawBill } from './draw-bill.ts';
import type { PaperRenderer } from './paper-renderer.ts';
import { vaultOf, vaultPath } from './pdf-vaults.ts';

export type PdfDeps = { db: Db; clock: Clock; config: Config; renderer: PaperRenderer };

/**
 * The PDF of a bill. Drawn once and kept: whoever downloads it again, after whatever upgrade, has
 * the same bytes.
 */
export async function getBillPdf(
  deps: PdfDeps,
  bill: StoredBill,
  options: DrawOptions,
): Promise<Buffer> {
  const kept = await findKeptPdf(deps, bill);
  return kept ?? makePdf(deps, bill, options);
}

async function makePdf(deps: PdfDeps, bill: StoredBill, options: DrawOptions): Promise<Buffer> {
  const { db, clock, config, renderer } = deps;
  const pdf = await drawBill(renderer, bill, options);
  const sha256 = createHash('sha256').update(pdf).digest();
  const { kind } = config.billStore;
  // There before a row says so. Of two who drew at once one stays; the other's file is nobody's.
  await vaultOf(config, kind)?.put(vaultPath(bill.month, sha256.toString('hex')), pdf);
  const isOurs = await keepPdf(db, bill, { pdf, sha256, store: kind, at: clock.now() });
  if (isOurs) return pdf;
  const first = await findKeptPdf(deps, { ...bill, pdf: await findPdf(db, bill) });
  if (!first) throw new Error(`bill ${bill.month} of ${bill.personalAccountId} is gone`);
  return first;
}

async function findKeptPdf(
  { db, config }: Pick<PdfDeps, 'db' | 'config'>,
  bill: StoredBill,
): Promise<Buffer | null> {
  if (!bill.pdf) return null;
  const { store, sha256 } = bill.pdf;
  if (store === 'database') return (await findPdf(db, bill))?.data ?? null;
  const pdf = await vaultOf(config, store)?.get(vaultPath(bill.month, sha256));
  if (!pdf || createHash('sha256').update(pdf).digest('hex') !== sha256) {
    throw new Error(
      `the PDF of bill ${bill.month} of ${bill.personalAccountId} is not what it was`,
    );
  }
  return pdf;
}
