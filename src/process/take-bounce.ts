import { noteBounce } from '#src/mail/note-bounce.ts';
import { openDeps } from './open-deps.ts';

/** EX_TEMPFAIL of sysexits: the mail server keeps the report and brings it again. */
const EXIT_LATER = 75;
/** A report brings our letter back; ours are far smaller. */
const MAX_BYTES = 1024 * 1024;

/**
 * For the pipe of a mail server. What is no report of ours is dropped with success: an answer to
 * it would be a letter to nobody, and a failure would be brought again for days.
 */
export async function takeBounce(
  recipient: string,
  input: AsyncIterable<Buffer | string>,
): Promise<number> {
  try {
    const report = await readWhole(input);
    const deps = await openDeps({ name: 'letter-bounced' });
    try {
      const outcome = await noteBounce(deps, { recipient, report });
      const said = outcome.ok ? `letter ${outcome.letterId} ${outcome.state}` : outcome.code;
      process.stdout.write(`${said}\n`);
      return 0;
    } finally {
      await deps.close();
    }
  } catch (error) {
    process.stderr.write(`The report could not be kept, try again: ${(error as Error).message}\n`);
    return EXIT_LATER;
  }
}

async function readWhole(input: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of input) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    // The rest is read and dropped: a pipe that is closed early would be a failure.
    if (length <= MAX_BYTES) chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
