import { availableParallelism } from 'node:os';
import { getBillPdf, type PdfDeps } from './bill-pdf.ts';
import { type BillRange, findRangeToDraw, markRangeDrawn } from './bill-ranges-store.ts';
import { type BillKey, listUndrawnBills } from './bills-store.ts';
import type { DrawOptions } from './draw-bill.ts';
import type { UnmadeBill } from './freeze-bills.ts';
import { createPaperRenderer, type PaperRenderer } from './paper-renderer.ts';

/** Each process has fonts and a cache of its own, some 150 MB: more than eight pay nowhere. */
const PROCESSES_MOST = 8;
/** Waiting for a process, so that none is idle while another bill is being read or written. */
const AHEAD = 2;
/** What they say, in memory at once. */
const AT_ONCE = 200;

/** Processes that draw, one a core. */
export function createRenderers(processes = Math.min(availableParallelism(), PROCESSES_MOST)) {
  const renderers = Array.from({ length: processes }, createPaperRenderer);
  return {
    /** Runs `work` over all, each with one of the processes. */
    async each<T>(all: readonly T[], work: (one: T, renderer: PaperRenderer) => Promise<void>) {
      const queue = all[Symbol.iterator]();
      const lanes = renderers.flatMap((renderer) => Array.from({ length: AHEAD }, () => renderer));
      await Promise.all(
        lanes.map(async (renderer) => {
          for (const one of queue) await work(one, renderer);
        }),
      );
    },
    stop: async () => void (await Promise.all(renderers.map((renderer) => renderer.stop()))),
  };
}

export type Renderers = ReturnType<typeof createRenderers>;

type DrawDeps = Omit<PdfDeps, 'renderer'>;
type DrawWork = DrawOptions & { renderers: Renderers; signal?: AbortSignal };

/** The PDFs of one part that are not drawn yet, from where it was stopped. */
export async function drawNextRange(
  deps: DrawDeps,
  { closeId, after }: { closeId: number; after: number },
  work: DrawWork,
): Promise<{ range: BillRange; bills: number; unmade: UnmadeBill[] } | null> {
  const range = await findRangeToDraw(deps.db, { closeId, after });
  if (!range) return null;
  const unmade: UnmadeBill[] = [];
  let bills = 0;
  let from = range.firstAccountId;
  while (!work.signal?.aborted) {
    const choice = { closeId, from, to: range.lastAccountId, limit: AT_ONCE };
    const undrawn = await listUndrawnBills(deps.db, choice);
    await work.renderers.each(undrawn, async (bill, renderer) => {
      if (work.signal?.aborted) return;
      try {
        await getBillPdf({ ...deps, renderer }, bill, work);
        bills += 1;
      } catch (error) {
        unmade.push({ personalAccountId: bill.personalAccountId, error });
      }
    });
    const last: BillKey | undefined = undrawn.at(-1);
    if (!last) break;
    from = last.personalAccountId + 1;
  }
  if (!work.signal?.aborted) {
    await markRangeDrawn(deps.db, { closeId, rangeNo: range.rangeNo, now: deps.clock.now() });
  }
  return { range, bills, unmade };
}
