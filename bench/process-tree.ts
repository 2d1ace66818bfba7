import { readFileSync } from 'node:fs';

/** What this process and those that it has started take, by Linux' own account. */

/** Clock ticks of /proc, the same on every Linux. */
const TICKS = 100;
const OFTEN_MS = 250;

/** Seconds of the processor so far: children count when they have ended. */
export function treeCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  // After the name in brackets, which may hold anything: state is the third field.
  const line = readFileSync('/proc/self/stat', 'latin1');
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[13]) + Number(fields[14]);
  return (user + system) / 1e6 + ticks / TICKS;
}

/**
 * Memory of all of them together, looked at four times a second; a page of a program that several run counts
 * once. The most of each half of the time: what grows with its work has more in the second.
 */
export function watchMemory() {
  const first = residentMb('self');
  if (!first) throw new Error('no /proc/self/smaps_rollup: memory is measured on Linux only');
  const seen = [first];
  const look = () => {
    const children = read(`/proc/self/task/${process.pid}/children`).trim().split(' ');
    const all = ['self', ...children.filter(Boolean)].map(residentMb);
    seen.push(all.reduce((sum, one) => sum + one, 0));
  };
  const timer = setInterval(look, OFTEN_MS);
  return {
    stop(): { firstHalfMb: number; secondHalfMb: number } {
      clearInterval(timer);
      const half = Math.ceil(seen.length / 2);
      return {
        firstHalfMb: Math.max(...seen.slice(0, half)),
        secondHalfMb: Math.max(...seen.slice(half), 0),
      };
    },
  };
}

const residentMb = (pid: string): number =>
  Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;

/** One that has just ended has nothing any more. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
