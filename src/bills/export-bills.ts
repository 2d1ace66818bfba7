import { join } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { Config } from '#src/config.ts';
import type { PlainMonth } from '#src/plain-date.ts';
import { getBillPdf, type PdfDeps } from './bill-pdf.ts';
import { bundleTexts } from './bills-cli.ru.ts';
import {
  beginFolder,
  type FolderNote,
  type FolderTrouble,
  isThere,
  lookIntoBundle,
  writeWhole,
} from './bills-folder.ts';
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

type Done = { files: number; bills: number; skipped: number };

export type Exported =
  | ({ ok: true } & Done)
  | { ok: false; trouble: FolderTrouble | { code: 'other_bills'; file: string } };

/** Bills read from the database at once; their PDFs are in memory as long as they are being written. */
const AT_ONCE = 200;

/** Writes what is not there yet: stopped anywhere, the same command goes on. */
export async function exportBills(deps: ExportDeps, wish: ExportWish): Promise<Exported> {
  const trouble = await beginFolder(
    wish.folder,
    noteOf({ ...wish, isCameBack: wish.printRun !== null }),
  );
  if (trouble) return { ok: false, trouble };
  return wish.perFile === null ? exportSingly(deps, wish) : exportBundles(deps, wish, wish.perFile);
}

type Choice = Pick<ExportWish, 'month' | 'closeId' | 'perFile'> & { isCameBack: boolean };

/** What the folder of such a run is for; the runs of those that came back share one. */
export const noteOf = ({ month, closeId, perFile, isCameBack }: Choice): FolderNote => ({
  month,
  closeId,
  choice: perFile === null ? 'all' : isCameBack ? 'came-back' : 'paper',
  perFile,
});

async function exportSingly(deps: ExportDeps, wish: ExportWish): Promise<Exported> {
  const { folder, month, closeId, report, signal } = wish;
  const done: Done = { files: 0, bills: 0, skipped: 0 };
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
  return { ok: true, ...done };
}

const drawing = ({ config }: ExportDeps) => ({
  siteUrl: config.url,
  charset: config.billQrCharset,
});

/**
 * The accounts of a close that get paper are settled when its bills are frozen, so that the same ones
 * come into the same file whenever it is written in files of this size.
 */
async function exportBundles(
  deps: ExportDeps,
  wish: ExportWish,
  perFile: number,
): Promise<Exported> {
  const { folder, month, closeId, printRun, report, signal } = wish;
  const done: Done = { files: 0, bills: 0, skipped: 0 };
  const series = `kvitancii-${month.slice(0, 7)}${printRun === null ? '' : `-vernulis-${printRun}`}`;
  let after = 0;
  for (let fileNo = 1; !signal.aborted; fileNo += 1) {
    const choice = printRun === null ? 'paper' : { printRun };
    const bills = await listBillsOfClose(deps.db, { closeId, after, limit: perFile, choice });
    const last = bills.at(-1);
    if (!last) break;
    after = last.personalAccountId;
    const name = `${series}-${String(fileNo).padStart(4, '0')}`;
    const numbers = bills.map(({ data }) => data.number);
    const found = await lookIntoBundle({ folder, name }, numbers);
    if (found === 'other') {
      return { ok: false, trouble: { code: 'other_bills', file: `${name}.csv` } };
    }
    if (found === 'there') {
      done.skipped += bills.length;
      done.bills += bills.length;
    } else {
      const told = (count: number) => report(done.bills + count);
      const bundle = await bundleOf(deps, { bills, file: `${name}.pdf`, month, signal, told });
      if (!bundle) break;
      await writeWhole(join(folder, `${name}.pdf`), bundle.parts);
      // Last: where it is, the file of its pages is too.
      await writeWhole(join(folder, `${name}.csv`), [bundle.index]);
      done.files += 1;
      done.bills += bills.length;
    }
    report(done.bills);
  }
  return { ok: true, ...done };
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
