import { randomBytes } from 'node:crypto';
import { access, mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Config } from '#src/config.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { getBillPdf, type PdfDeps } from './bill-pdf.ts';
import { bundleTexts } from './bills-cli.ru.ts';
import { listBillsOfClose, type StoredBill } from './bills-store.ts';
import type { Renderers } from './draw-bills.ts';
import { createPdfBundle } from './pdf-bundle.ts';

export type ExportDeps = Omit<PdfDeps, 'renderer'> & { config: Config; renderers: Renderers };

export type ExportWish = {
  closeId: number;
  month: PlainMonth;
  folder: string;
  /** Bills in one file, of those on paper; null: each bill a file of its own, of everybody. */
  perFile: number | null;
  /** Not of those on paper, but of one run of those whose letters came back. */
  printRun: number | null;
  report: (bills: number) => void;
  signal: AbortSignal;
};

export type Exported = { files: number; bills: number; skipped: number };

/** Bills read from the database at once; their PDFs are in memory as long as they are being written. */
const AT_ONCE = 200;

/** Writes what is not there yet: stopped anywhere, the same command goes on. */
export async function exportBills(deps: ExportDeps, wish: ExportWish): Promise<Exported> {
  await mkdir(wish.folder, { recursive: true });
  return wish.perFile === null ? exportSingly(deps, wish) : exportBundles(deps, wish, wish.perFile);
}

/** Whole or not there, so that what is there need not be looked into. */
async function writeWhole(file: string, parts: readonly (Buffer | string)[]): Promise<void> {
  const beside = `${file}.${randomBytes(4).toString('hex')}.part`;
  const handle = await open(beside, 'wx');
  try {
    for (const part of parts) await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(beside, file);
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

async function exportSingly(deps: ExportDeps, wish: ExportWish): Promise<Exported> {
  const { folder, month, closeId, report, signal } = wish;
  const done: Exported = { files: 0, bills: 0, skipped: 0 };
  for (let after = 0; !signal.aborted; ) {
    const wanted = { closeId, after, limit: AT_ONCE, choice: 'all' as const };
    const bills = await listBillsOfClose(deps.db, wanted);
    await deps.renderers.each(bills, async (bill, renderer) => {
      if (signal.aborted) return;
      const { number } = bill.data.subscriber;
      const file = join(folder, `kvitanciya-${number}-${month.slice(0, 7)}.pdf`);
      if (await isThere(file)) {
        done.skipped += 1;
      } else {
        await writeWhole(file, [await getBillPdf({ ...deps, renderer }, bill, drawing(deps))]);
        done.files += 1;
      }
      done.bills += 1;
      report(done.bills);
    });
    const last = bills.at(-1);
    if (!last) break;
    after = last.personalAccountId;
  }
  return done;
}

const drawing = ({ config }: ExportDeps) => ({
  siteUrl: config.url,
  charset: config.billQrCharset,
});

/**
 * A file is known by what is in it: the accounts of a close that get paper are settled when its bills
 * are frozen, so that the same accounts come into the same file whenever it is written.
 */
async function exportBundles(
  deps: ExportDeps,
  wish: ExportWish,
  perFile: number,
): Promise<Exported> {
  const { folder, month, closeId, printRun, report, signal } = wish;
  const done: Exported = { files: 0, bills: 0, skipped: 0 };
  const series = `kvitancii-${month.slice(0, 7)}${printRun === null ? '' : `-vernulis-${printRun}`}`;
  let after = 0;
  for (let fileNo = 1; !signal.aborted; fileNo += 1) {
    const choice = printRun === null ? 'paper' : { printRun };
    const bills = await listBillsOfClose(deps.db, { closeId, after, limit: perFile, choice });
    const last = bills.at(-1);
    if (!last) break;
    after = last.personalAccountId;
    const name = `${series}-${String(fileNo).padStart(4, '0')}`;
    // Written last: where it is, the file of its pages is too.
    const index = join(folder, `${name}.csv`);
    if (await isThere(index)) {
      done.skipped += bills.length;
      done.bills += bills.length;
    } else {
      const told = (count: number) => report(done.bills + count);
      const bundle = await bundleOf(deps, { bills, file: `${name}.pdf`, month, signal, told });
      if (!bundle) break;
      await writeWhole(join(folder, `${name}.pdf`), bundle.parts);
      await writeWhole(index, [bundle.index]);
      done.files += 1;
      done.bills += bills.length;
    }
    report(done.bills);
  }
  return done;
}

type BundleWish = Pick<ExportWish, 'month' | 'signal'> & {
  bills: readonly StoredBill[];
  file: string;
  told: (bills: number) => void;
};

/** null: it was told to stop. */
async function bundleOf(deps: ExportDeps, { bills, file, month, signal, told }: BundleWish) {
  const pdfs = new Map<StoredBill, Buffer>();
  await deps.renderers.each(bills, async (bill, renderer) => {
    if (signal.aborted) return;
    pdfs.set(bill, await getBillPdf({ ...deps, renderer }, bill, drawing(deps)));
    told(pdfs.size);
  });
  if (signal.aborted) return null;
  const bundle = createPdfBundle();
  const rows: (string | number)[][] = [];
  let page = 1;
  for (const bill of bills) {
    const pages = bundle.add(pdfs.get(bill) ?? Buffer.alloc(0));
    rows.push(bundleTexts.row({ bill: bill.data, file, page, pages }));
    page += pages;
  }
  // With a mark of its encoding, and semicolons: as spreadsheets in Russian read it.
  const index = stringify([bundleTexts.heading, ...rows], { delimiter: ';', bom: true });
  return { parts: bundle.finish(bundleTexts.title(month)), index };
}
