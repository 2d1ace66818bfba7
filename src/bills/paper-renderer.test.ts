import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { exampleBill } from '#test/bill-example.ts';
import { drawBill } from './draw-bill.ts';
import { createPaperRenderer, type PaperRenderer } from './paper-renderer.ts';

let renderer: PaperRenderer;
beforeEach(() => {
  renderer = createPaperRenderer();
});
afterEach(() => renderer.stop());

const draw = () =>
  drawBill(
    renderer,
    { data: exampleBill(), sha256: '0'.repeat(64) },
    { siteUrl: 'https://lk.example.ru', charset: 'utf-8' },
  );

/** Processes that `parent` has started, as Linux tells; elsewhere these tests have nobody to ask. */
const childrenOf = (parent: number): number[] =>
  readFileSync(`/proc/${parent}/task/${parent}/children`, 'latin1')
    .split(' ')
    .filter(Boolean)
    .map(Number);
const drawingProcess = (parent = process.pid): number => {
  const found = childrenOf(parent).find((pid) =>
    readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes('paper-process'),
  );
  if (!found) throw new Error('nobody draws');
  return found;
};
const onLinux = test.runIf(process.platform === 'linux');

/** Stopped, it holds its paper for certain until it is let go, or killed. */
async function holdPaper(): Promise<{ paper: Promise<Buffer>; pid: number }> {
  await draw();
  const pid = drawingProcess();
  process.kill(pid, 'SIGSTOP');
  return { paper: draw(), pid };
}
const sizeOf = async (paper: Promise<Buffer>) => (await paper).length;

onLinux('papers of a process that is killed are drawn by the next one', async () => {
  const { paper, pid } = await holdPaper();
  const further = draw();
  process.kill(pid, 'SIGKILL');
  expect(await sizeOf(paper)).toBeGreaterThan(10_000);
  expect(await sizeOf(further)).toBeGreaterThan(10_000);
});

onLinux('the paper at which two processes were killed fails in words, and no other', async () => {
  const { paper, pid } = await holdPaper();
  const further = draw();
  const fails = expect(paper).rejects.toThrow('the process of papers ended with SIGKILL');
  process.kill(pid, 'SIGKILL');
  // The next one starts by itself, and is killed before it can have read anything.
  const next = await vi.waitFor(() => {
    const other = drawingProcess();
    if (other === pid) throw new Error('the same one');
    return other;
  }, 5_000);
  process.kill(next, 'SIGKILL');
  await fails;
  expect(await sizeOf(further)).toBeGreaterThan(10_000);
});

test('a stopped renderer fails what was begun, and begins anew when it is asked', async () => {
  const begun = draw();
  await Promise.all([
    expect(begun).rejects.toThrow('the process of papers was stopped'),
    renderer.stop(),
  ]);
  expect(await sizeOf(draw())).toBeGreaterThan(10_000);
});

onLinux('one whose process has died stops all the same', async () => {
  await draw();
  process.kill(drawingProcess(), 'SIGKILL');
  const lost = expect(draw()).rejects.toThrow('was stopped');
  await renderer.stop();
  await lost;
});

onLinux('Ctrl+C at the terminal is not for it: what was begun is finished', async () => {
  const { paper, pid } = await holdPaper();
  const group = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ')[2];
  expect(Number(group)).toBe(pid);
  process.kill(pid, 'SIGCONT');
  expect(await sizeOf(paper)).toBeGreaterThan(10_000);
});

onLinux('no secret of ours is told to the process of papers', async () => {
  await draw();
  const told = readFileSync(`/proc/${drawingProcess()}/environ`, 'latin1').split('\0');
  const names = told.filter(Boolean).map((line) => line.split('=')[0] ?? '');
  expect(names.filter((name) => !name.startsWith('NODE_CHANNEL_')).sort()).toEqual([
    'GLIBC_TUNABLES',
    'RAYON_NUM_THREADS',
  ]);
});

const isAlive = (pid: number): boolean => {
  try {
    // One that has ended and that nobody has asked about is no more.
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
};

/** Somebody else who has a paper drawn, and says so. */
function startAsker(afterwards: string) {
  const module = pathToFileURL(join(import.meta.dirname, 'paper-renderer.ts')).href;
  const script = `import { createPaperRenderer } from '${module}';
    await createPaperRenderer().render('no-such.typ', {}).catch(() => console.log('asked'));
    ${afterwards}`;
  const asker = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void asker.kill('SIGKILL'));
  return asker;
}

onLinux('with whoever asked for papers, killed, their process ends too', async () => {
  const asker = startAsker('setInterval(() => {}, 1000);');
  await once(asker.stdout, 'data');
  const drawing = drawingProcess(asker.pid);
  asker.kill('SIGKILL');
  await vi.waitFor(() => expect(isAlive(drawing)).toBe(false), 5_000);
});

test('an idle process of papers keeps nobody from ending', async () => {
  expect(await once(startAsker(''), 'exit')).toEqual([0, null]);
});
