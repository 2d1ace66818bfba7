import { statfs } from 'node:fs/promises';

/** The embedded PostgreSQL cannot be used; the message is one sentence that says what to do. */
export class EmbeddedDatabaseError extends Error {
  override name = 'EmbeddedDatabaseError';
}

const LEAST_FREE_BYTES = 64 * 1024 * 1024;

/** PostgreSQL that meets a full disk panics half-way; better to say so before it starts. */
export async function assertDiskSpace(folder: string): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize < LEAST_FREE_BYTES) throw diskFull(folder);
}

/** Turns what the file system says about the data folder into one sentence. */
export function explainFolderError(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return diskFull(folder, error);
  if (code === 'ENOTDIR' || code === 'EEXIST') {
    return new EmbeddedDatabaseError(
      `The data folder ${folder} is not a folder: choose another one in OCHAG_DATA.`,
      { cause: error },
    );
  }
  if (code === 'ENOENT' && (error as NodeJS.ErrnoException).syscall === 'mkdir') {
    return new EmbeddedDatabaseError(
      `The data folder ${folder} cannot be made there: choose another one in OCHAG_DATA.`,
      { cause: error },
    );
  }
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return notWritable(folder, error);
  return error;
}

/** The last thing PostgreSQL or initdb said, as one sentence. */
export function explainOutput(folder: string, output: string): EmbeddedDatabaseError {
  if (/No space left on device|Disk quota exceeded/i.test(output)) return diskFull(folder);
  if (/could not (create|access|open|write).*Permission denied/i.test(output)) {
    return notWritable(folder);
  }
  const lines = output.trim().split('\n');
  const fault = lines.findLast((line) => /(FATAL|PANIC|ERROR|error):/.test(line)) ?? lines.at(-1);
  const said = fault?.replace(/^.*?(FATAL|PANIC|ERROR|error):\s*/, '').trim();
  return new EmbeddedDatabaseError(
    `The embedded PostgreSQL in ${folder} did not start: ${said || 'it said nothing'}.`,
  );
}

function diskFull(folder: string, cause?: unknown): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `The disk of the data folder ${folder} is full: free some space, or choose another folder in OCHAG_DATA.`,
    { cause },
  );
}

function notWritable(folder: string, cause?: unknown): EmbeddedDatabaseError {
  return new EmbeddedDatabaseError(
    `The data folder ${folder} cannot be written by this user: give it to the user, or choose another folder in OCHAG_DATA.`,
    { cause },
  );
}
