import type { Statement, Watcher } from './wire.ts';

/** Where in the story of a request everybody is stopped: a statement, and which side of it. */
export type Step = { wave: number; side: 'before' | 'after' };

export type Lockstep = Watcher & {
  /** A request was answered: nobody waits for it any more. */
  leave(): void;
  /** The first statement of each step, to be read by people. */
  story(): string[];
};

/** Requests that wait for nothing but each other come together sooner than this. */
const QUIET_MS = 3_000;

/**
 * Makes requests that do the same go step by step together: a statement runs when all of them
 * have come to it. At `stop` all are there at once, and nobody goes on: `act` does the rest.
 */
export function createLockstep({
  members,
  stop,
  act,
}: {
  members: number;
  stop: Step | null;
  act: (stopped: number) => void;
}): Lockstep {
  const story: string[] = [];
  let alive = members;
  let wave = 0;
  let side: Step['side'] = 'before';
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const waiting = { before: [] as (() => void)[], after: [] as (() => void)[] };

  function goOn(): void {
    clearTimeout(timer);
    // Somebody came late, and alone: they are not left behind.
    if (waiting[side].length === 0) side = side === 'before' ? 'after' : 'before';
    const ready = waiting[side];
    if (isOver || ready.length === 0) return;
    if (stop && stop.wave === wave && stop.side === side) {
      isOver = true;
      act(ready.length);
      return;
    }
    waiting[side] = [];
    if (side === 'after') wave += 1;
    side = side === 'before' ? 'after' : 'before';
    for (const release of ready) release();
  }

  function look(): void {
    clearTimeout(timer);
    if (waiting[side].length > 0 && waiting[side].length >= alive) goOn();
    else timer = setTimeout(goOn, QUIET_MS);
  }

  const hold = (at: Step['side']) =>
    new Promise<void>((resolve) => {
      waiting[at].push(resolve);
      look();
    });

  return {
    before({ text }: Statement) {
      story[wave] ??= text;
      return hold('before');
    },
    after: () => hold('after'),
    leave() {
      alive -= 1;
      if (alive > 0) look();
      else clearTimeout(timer);
    },
    story: () => story,
  };
}
