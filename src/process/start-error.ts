import { ConfigError } from '#src/config.ts';
import { EmbeddedDatabaseError } from '#src/db/embedded-error.ts';
import { MigrationError } from '#src/db/migrate.ts';

/** The process cannot do its work as things stand; the message says what to do. */
export class StartError extends Error {
  override name = 'StartError';
}

/** A process that exits so has said why; starting it again would end in the same way. */
export const EXIT_REFUSED = 3;

/** One sentence for what a person can mend; null for a fault of ours, which needs its stack. */
export function explainStartError(error: unknown): string | null {
  if (error instanceof MigrationError) {
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    return `${error.message}${cause}`;
  }
  const isForPeople =
    error instanceof StartError ||
    error instanceof ConfigError ||
    error instanceof EmbeddedDatabaseError;
  return isForPeople ? error.message : null;
}

export function printStartError(error: unknown): void {
  const sentence = explainStartError(error);
  if (sentence) process.stderr.write(`ochag: ${sentence}\n`);
  else console.error(error);
}
