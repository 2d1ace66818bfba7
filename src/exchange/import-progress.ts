import cliProgress from 'cli-progress';
import { stepTexts } from './import-texts.ru.ts';
import type { ImportReport } from './import-types.ts';
import { progressTexts } from './progress.ru.ts';

export type ImportProgress = ImportReport & { stop(): void };

/** A bar for a person at a terminal; plain lines for a log. */
export function showProgress(
  output: NodeJS.WriteStream = process.stderr,
  told: (lines: number) => string = progressTexts.linesRead,
): ImportProgress {
  return output.isTTY ? showBar(output) : showLines(output, told);
}

function showBar(output: NodeJS.WriteStream): ImportProgress {
  let bar: cliProgress.SingleBar | null = null;
  const startedAt = performance.now();
  const stop = () => {
    bar?.stop();
    bar = null;
  };
  return {
    stop,
    step(step) {
      stop();
      output.write(`${stepTexts[step]}\n`);
    },
    read({ bytes, totalBytes, lines }) {
      if (totalBytes === null) return;
      const seconds = Math.max(0.001, (performance.now() - startedAt) / 1000);
      const payload = { lines, rate: Math.round(lines / seconds) };
      if (!bar) {
        const options = { format: progressTexts.bar, stream: output, hideCursor: true };
        bar = new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic);
        bar.start(totalBytes, bytes, payload);
      }
      bar.update(Math.min(bytes, totalBytes), payload);
    },
  };
}

/** As many lines are read between two messages. */
const EVERY = 100_000;

function showLines(output: NodeJS.WriteStream, told: (lines: number) => string): ImportProgress {
  let next = EVERY;
  return {
    stop() {},
    step: (step) => void output.write(`${stepTexts[step]}\n`),
    read({ lines }) {
      if (lines < next) return;
      output.write(`${told(lines)}\n`);
      next = (Math.floor(lines / EVERY) + 1) * EVERY;
    },
  };
}
