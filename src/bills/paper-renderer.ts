import { Worker } from 'node:worker_threads';
import { paperFolder, threadFile } from './paper-files.ts';
import type { PaperAnswer, PaperRequest } from './typst-thread.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** One for all of the site that gives papers out. */
    paperRenderer: PaperRenderer;
  }
}

export type RenderOptions = Partial<Pick<PaperRequest, 'pictures' | 'isOnePage'>>;

/** Draws papers one after another in a thread of its own. */
export type PaperRenderer = {
  /** @throws when the paper cannot be drawn: nothing half-made is ever given out. */
  render(template: string, paper: unknown, options?: RenderOptions): Promise<Buffer>;
  stop(): Promise<void>;
};

/** A page takes some milliseconds; whoever waits longer waits for a thread that hangs. */
const LONGEST_MS = 30_000;

/**
 * A page laid out is half a megabyte outside of the heap until its handle is swept: every few papers, then,
 * and not every few hundred, as by the default. The old generation is not limited by it.
 */
const YOUNG_MB = 4;

const bufferOf = ({ buffer, byteOffset, byteLength }: Uint8Array<ArrayBuffer>): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

type Waiting = { resolve(pdf: Buffer): void; reject(error: Error): void; timer: NodeJS.Timeout };

/** The thread starts with the first paper, and again after it has died. */
export function createPaperRenderer(): PaperRenderer {
  const waiting = new Map<number, Waiting>();
  let thread: Worker | null = null;
  let lastId = 0;

  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    waiting.delete(id);
    clearTimeout(one?.timer);
    if (waiting.size === 0) thread?.unref();
    return one;
  };
  const fail = (of: Worker, error: Error) => {
    if (thread !== of) return;
    thread = null;
    for (const id of [...waiting.keys()]) settle(id)?.reject(error);
  };
  const start = (): Worker => {
    const resourceLimits = { maxYoungGenerationSizeMb: YOUNG_MB };
    const fresh = new Worker(threadFile, { workerData: { folder: paperFolder }, resourceLimits });
    fresh.on('message', (answer: PaperAnswer) => {
      const one = settle(answer.id);
      if ('pdf' in answer) one?.resolve(bufferOf(answer.pdf));
      else one?.reject(new Error(answer.error));
    });
    fresh.on('error', (cause) => fail(fresh, new Error('the thread of papers broke', { cause })));
    fresh.on('exit', (code) => fail(fresh, new Error(`the thread of papers ended with ${code}`)));
    return fresh;
  };

  return {
    render: (template, paper, { pictures = {}, isOnePage = false } = {}) =>
      new Promise((resolve, reject) => {
        thread ??= start();
        thread.ref();
        lastId += 1;
        const id = lastId;
        const hanging = thread;
        const timer = setTimeout(() => {
          fail(hanging, new Error(`a paper took over ${LONGEST_MS} ms`));
          void hanging.terminate();
        }, LONGEST_MS);
        waiting.set(id, { resolve, reject, timer });
        const text = JSON.stringify(paper);
        const request: PaperRequest = { id, template, paper: text, pictures, isOnePage };
        thread.postMessage(request);
      }),
    async stop() {
      const last = thread;
      thread = null;
      for (const id of [...waiting.keys()]) {
        settle(id)?.reject(new Error('the thread of papers was stopped'));
      }
      await last?.terminate();
    },
  };
}
