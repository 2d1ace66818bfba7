import { randomBytes } from 'node:crypto';
import {
  access,
  constants,
  copyFile,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
} from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { PlainMonth } from '#src/plain-date.ts';

/** What a folder of bills was begun for. By these alone is settled which bill stands in which file. */
const noteSchema = z.object({
  month: z.string(),
  /** Of a month that was closed anew every bill says something else. */
  closeId: z.int(),
  choice: z.enum(['all', 'paper', 'came-back']),
  perFile: z.int().nullable(),
});

export type FolderNote = z.infer<typeof noteSchema> & { month: PlainMonth };

/** Lies beside the bills from before the first of them. */
export const NOTE_FILE = 'ochag-bills.json';

export type FolderTrouble =
  | { code: 'other_month' | 'other_choice' | 'other_size' | 'closed_anew'; begun: FolderNote }
  | { code: 'no_note' | 'note_unreadable' };

/**
 * Files are known by their numbers, so that a folder holds the files of one month, one choice and one
 * size: of two sizes some bills would be in no file, or in two. null: this run may write there.
 */
export async function findFolderTrouble(
  folder: string,
  wanted: FolderNote,
): Promise<FolderTrouble | null> {
  const files = await readdir(folder).catch((error: NodeJS.ErrnoException): string[] => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  // What a run leaves that was killed in the middle of a file says nothing: only whole files count.
  if (!files.includes(NOTE_FILE)) {
    return files.some((file) => /^kvitanci.*\.(pdf|csv)$/.test(file)) ? { code: 'no_note' } : null;
  }
  const begun = readNote(await readFile(join(folder, NOTE_FILE), 'utf8'));
  if (!begun) return { code: 'note_unreadable' };
  if (begun.month !== wanted.month) return { code: 'other_month', begun };
  if (begun.choice !== wanted.choice) return { code: 'other_choice', begun };
  if (begun.perFile !== wanted.perFile) return { code: 'other_size', begun };
  return begun.closeId === wanted.closeId ? null : { code: 'closed_anew', begun };
}

function readNote(text: string): FolderNote | null {
  try {
    return noteSchema.parse(JSON.parse(text)) as FolderNote;
  } catch {
    return null;
  }
}

/**
 * Says in the folder what it is for. Of two that begin at once with different wishes one finds the
 * other's note, and is told.
 */
export async function beginFolder(
  folder: string,
  wanted: FolderNote,
): Promise<FolderTrouble | null> {
  await mkdir(folder, { recursive: true });
  const trouble = await findFolderTrouble(folder, wanted);
  if (trouble || (await isThere(join(folder, NOTE_FILE)))) return trouble;
  const file = join(folder, NOTE_FILE);
  await writeNew(file, [`${JSON.stringify(wanted, null, 2)}\n`]);
  await syncFolder(folder);
  return findFolderTrouble(folder, wanted);
}

/** Disks that know no links: of sticks, and of some networks. */
const WITHOUT_LINKS = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Whole or not there, and over nothing. False: a file of that name is there. */
export async function writeNew(
  file: string,
  parts: readonly (Buffer | string)[],
): Promise<boolean> {
  const beside = await writeBeside(file, parts);
  try {
    await link(beside, file).catch((error: NodeJS.ErrnoException) => {
      if (!WITHOUT_LINKS.has(error.code ?? '')) throw error;
      return copyFile(beside, file, constants.COPYFILE_EXCL);
    });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(beside, { force: true });
  }
}

/** After a loss of power the note must not be gone from beside the bills; Windows syncs no folders. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => null);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

/** Whole or not there. */
export async function writeWhole(file: string, parts: readonly (Buffer | string)[]): Promise<void> {
  await rename(await writeBeside(file, parts), file);
}

async function writeBeside(file: string, parts: readonly (Buffer | string)[]): Promise<string> {
  const beside = `${file}.${randomBytes(4).toString('hex')}.part`;
  const handle = await open(beside, 'wx');
  try {
    for (const part of parts) await handle.writeFile(part);
    await handle.sync();
    return beside;
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}

export const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

/**
 * Whether the file of pages is there with exactly these bills; `other`: with others, as when a bill
 * has come to be made since, which moves all that follow.
 */
export async function lookIntoBundle(
  { folder, name }: { folder: string; name: string },
  billNumbers: readonly string[],
): Promise<'absent' | 'there' | 'other'> {
  // Written last: where it is, the pages were, unless somebody took them away.
  const index = join(folder, `${name}.csv`);
  if (!(await isThere(index))) return 'absent';
  const known = billNumbersOf(await readFile(index, 'utf8'), `${name}.pdf`);
  const isSame =
    known.length === billNumbers.length && known.every((number, at) => number === billNumbers[at]);
  if (!isSame) return 'other';
  return (await isThere(join(folder, `${name}.pdf`))) ? 'there' : 'absent';
}

/** From the rows of `bundleTexts`: file, page, pages, account, bill, and what may hold anything. */
const billNumbersOf = (index: string, file: string): string[] =>
  index
    .split('\n')
    .map((line) => line.split(';'))
    .filter(([first, page]) => first === file && /^\d+$/.test(page ?? ''))
    .map((cells) => cells[4] ?? '');
