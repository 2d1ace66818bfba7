import { type ChildProcess, fork } from 'node:child_process';
import { paperFolder, paperProgram } from './paper-files.ts';
import type { PaperAnswer, PaperRequest } from './paper-process.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** One for all of the site that gives papers out. */
    paperRenderer: PaperRenderer;
  }
}

export type RenderOptions = Partial<Pick<PaperRequest, 'codes' | 'isOnePage'>>;

/** Draws papers one after another in a process of its own. */
export type PaperRenderer = {
  /** @throws when the paper cannot be drawn: nothing half-made is ever given out. */
  render(template: string, paper: unknown, options?: RenderOptions): Promise<Buffer>;
  stop(): Promise<void>;
};

/** A page takes some milliseconds; whoever waits longer waits for a process that hangs. */
const LONGEST_MS = 30_000;

/**
 * All that it is told: secrets are not for it. The compiler shares its work among threads that wait for one
 * another two hundred times a paper; a process a core does without. Memory comes in large pages, where the
 * allocator knows this name.
 */
export const drawingEnvironment = {
  RAYON_NUM_THREADS: '1',
  GLIBC_TUNABLES: 'glibc.malloc.hugetlb=1',
};

/** A process may have been killed for no fault of its paper; who falls twice with the same one, by it. */
const TRIES = 2;

type Waiting = {
  request: PaperRequest;
  falls: number;
  timer: NodeJS.Timeout | undefined;
  resolve(pdf: Buffer): void;
  reject(error: Error): void;
};

/** The process starts with the first paper, and again after it has died. */
export function createPaperRenderer(): PaperRenderer {
  /** In the order of asking, which is that of drawing: it is at the first one. */
  const waiting = new Map<number, Waiting>();
  let drawing: ChildProcess | null = null;
  let lastId = 0;

  const settle = (id: number): Waiting | undefined => {
    const one = waiting.get(id);
    waiting.delete(id);
    clearTimeout(one?.timer);
    if (waiting.size === 0) holdOpen(drawing, false);
    return one;
  };
  /** What it was at falls with it, or is tried again; what it had not begun is for the next one. */
  const lose = (of: ChildProcess, error: Error, tries = TRIES) => {
    if (drawing !== of) return;
    drawing = null;
    holdOpen(of, false);
    of.kill('SIGKILL');
    const [first] = waiting.values();
    if (!first) return;
    first.falls += 1;
    if (first.falls >= tries) settle(first.request.id)?.reject(error);
    for (const one of waiting.values()) send(one);
  };
  const start = (): ChildProcess =>
    startProcess({
      answered(answer) {
        const one = settle(answer.id);
        if ('pdf' in answer) one?.resolve(answer.pdf);
        else one?.reject(new Error(answer.error));
      },
      ended: lose,
    });
  const send = (one: Waiting) => {
    const { id } = one.request;
    try {
      const to = drawing ?? start();
      drawing = to;
      holdOpen(to, true);
      clearTimeout(one.timer);
      const hangs = () => lose(to, new Error(`a paper took over ${LONGEST_MS} ms`), 1);
      one.timer = setTimeout(hangs, LONGEST_MS);
      // One that has died meanwhile does not take it: its exit is told, and the next one has it.
      if (to.connected) to.send(one.request, () => undefined);
    } catch (error) {
      settle(id)?.reject(new Error('the process of papers does not start', { cause: error }));
    }
  };

  return {
    render: (template, paper, { codes = {}, isOnePage = false } = {}) =>
      new Promise((resolve, reject) => {
        const text = JSON.stringify(paper);
        lastId += 1;
        const request: PaperRequest = { id: lastId, template, paper: text, codes, isOnePage };
        const one: Waiting = { request, falls: 0, timer: undefined, resolve, reject };
        waiting.set(lastId, one);
        send(one);
      }),
    async stop() {
      const last = drawing;
      drawing = null;
      for (const id of [...waiting.keys()]) {
        settle(id)?.reject(new Error('the process of papers was stopped'));
      }
      if (last) await killed(last);
    },
  };
}

type Told = {
  answered(answer: PaperAnswer): void;
  ended(child: ChildProcess, why: Error): void;
};

function startProcess({ answered, ended }: Told): ChildProcess {
  const child = fork(paperProgram, [paperFolder], {
    execArgv: [],
    env: drawingEnvironment,
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    // Whoever asks finishes what was begun as Ctrl+C comes to all of a terminal; it ends with them.
    detached: process.platform !== 'win32',
  });
  child.on('message', answered);
  child.on('error', (cause) => ended(child, new Error('the process of papers broke', { cause })));
  child.on('exit', (code, signal) =>
    ended(child, new Error(`the process of papers ended with ${code ?? signal}`)),
  );
  return child;
}

/** An idle one keeps nobody from ending. */
function holdOpen(child: ChildProcess | null, isHeld: boolean): void {
  const way = isHeld ? 'ref' : 'unref';
  child?.[way]();
  child?.channel?.[way]();
}

/** Also one that has ended already, or never began. */
async function killed(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  holdOpen(child, true);
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
