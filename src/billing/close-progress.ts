import cliProgress from 'cli-progress';
import { closeTexts } from './close-texts.ru.ts';

type Progress = { ranges: number; done: number; accounts: number };

/** A bar for a person at a terminal; a line now and then for a log. */
export function showCloseProgress(output: NodeJS.WriteStream = process.stderr) {
  const startedAt = performance.now();
  let bar: cliProgress.SingleBar | null = null;
  let toldAt = startedAt;
  let atStart: Progress | null = null;
  return {
    stop: (): void => {
      bar?.stop();
      bar = null;
    },
    report: (progress: Progress): void => {
      atStart ??= progress;
      const now = performance.now();
      if (!output.isTTY) {
        const isLast = progress.done === progress.ranges;
        if (now - toldAt < TELL_EVERY_MS && !isLast) return;
        toldAt = now;
        output.write(`${closeTexts.ranges(progress.done, progress.ranges, progress.accounts)}\n`);
        return;
      }
      const seconds = Math.max(0.001, (now - startedAt) / 1000);
      const rate = Math.round((progress.accounts - atStart.accounts) / seconds);
      const payload = { accounts: progress.accounts, rate };
      if (!bar) {
        const options = { format: closeTexts.bar, stream: output, hideCursor: true };
        bar = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic);
        bar.start(progress.ranges, progress.done, payload);
      }
      bar.update(progress.done, payload);
    },
  };
}

const TELL_EVERY_MS = 5_000;
