import { createHash } from 'node:crypto';
import type { PdfDeps } from '../bill-pdf.ts';
import { paperText, templateOf } from './paper-text.ru.ts';
import { findPaperPdf, keepPaperPdf, type StoredPaper } from './papers-store.ts';

/** Drawn once and kept, as a bill's is. */
export async function getPaperPdf(
  { db, clock, renderer }: PdfDeps,
  paper: StoredPaper,
  { siteUrl }: { siteUrl: string },
): Promise<Buffer> {
  const kept = paper.pdf ? await findPaperPdf(db, paper) : null;
  if (kept) return kept;
  const pdf = await drawPaper(renderer, paper, { siteUrl });
  const sha256 = createHash('sha256').update(pdf).digest();
  return keepPaperPdf(db, paper, { pdf, sha256, at: clock.now() });
}

/** PDF/UA-1; the code on it leads to where its genuineness is checked. */
function drawPaper(
  renderer: PdfDeps['renderer'],
  { data, sha256 }: Pick<StoredPaper, 'data' | 'sha256'>,
  { siteUrl }: { siteUrl: string },
): Promise<Buffer> {
  const url = `${siteUrl}/verify/${data.verifyCode}`;
  const codes = { 'qr.png': new TextEncoder().encode(url) };
  return renderer.render(templateOf(data.body), paperText(data, { url, sha256 }), { codes });
}
