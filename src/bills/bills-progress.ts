import cliProgress from 'cli-progress';
import { bundleTexts } from './bills-cli.ru.ts';

const TELL_EVERY_MS = 5_000;

/** A bar with rate and time left for a person at a terminal; a line now and then for a log. */
export function showBillProgress(total: number, output: NodeJS.WriteStream = process.stderr) {
  const startedAt = performance.now();
  let toldAt = startedAt;
  const options = { format: bundleTexts.bar, stream: output, hideCursor: true };
  const bar = output.isTTY
    ? new cliProgress.SingleBar(options, cliProgress.Presets.shades_classic)
    : null;
  bar?.start(total, 0, { rate: 0 });
  return {
    report(bills: number): void {
      const now = performance.now();
      const rate = Math.round(bills / Math.max(0.001, (now - startedAt) / 1000));
      bar?.update(bills, { rate });
      if (bar || (now - toldAt < TELL_EVERY_MS && bills < total)) return;
      toldAt = now;
      const left = rate > 0 ? Math.ceil((total - bills) / rate) : 0;
      output.write(`${bundleTexts.progress({ bills, total, rate, left })}\n`);
    },
    stop: (): void => bar?.stop(),
  };
}
