/** What ends the process in order; after it nothing may keep running. */
export type Stop = (reason: StopReason) => Promise<void>;
export type StopReason = 'signal' | 'parent gone';

const PARENT_CHECK_MS = 500;
/** Longer than any graceful stop: a stop that hangs must not hold a port for ever. */
const STOP_LIMIT_MS = 90_000;

/**
 * Stops once, at the first signal or when the parent is gone. Further signals are ignored: Ctrl-C
 * under npm arrives twice. The parent counts when it is our supervisor or npm, whose death by
 * kill -9 would otherwise leave the ports held.
 */
export function stopWhenAsked(stop: Stop): void {
  let isStopping = false;
  const stopOnce = (reason: StopReason) => {
    if (isStopping) return;
    isStopping = true;
    setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
    stop(reason).then(
      () => process.exit(0),
      (error) => {
        console.error(error);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => stopOnce('signal'));
  }
  // A terminal or a pipe that went away with the parent must not kill us half-way.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  process.on('disconnect', () => stopOnce('parent gone'));
  if (process.env.npm_lifecycle_event) watchParent(() => stopOnce('parent gone'));
}

function watchParent(onGone: () => void): void {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) onGone();
  }, PARENT_CHECK_MS).unref();
}
