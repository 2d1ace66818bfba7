import { access, readFile, rename, rm, stat } from 'node:fs/promises';

/**
 * Gives the draft its name; null: nothing was refused, so that refusals of an earlier try would
 * mislead. An earlier file that is newer than the input may hold somebody's corrections: it stays,
 * as .1. Returns where the refused lines are.
 */
export async function keepErrorsFile(
  file: string,
  { draft, input }: { draft: string | null; input: string },
): Promise<string | null> {
  try {
    if (await isWorthKeeping(file, { draft, input })) await rename(file, await freeName(file));
    if (draft) await rename(draft, file);
    else await rm(file, { force: true });
    return draft && file;
  } catch {
    // The import is in by now: no name of a file can take it back.
    return draft;
  }
}

async function isWorthKeeping(
  file: string,
  { draft, input }: { draft: string | null; input: string },
): Promise<boolean> {
  if (!(await exists(file))) return false;
  const [old, source] = await Promise.all([stat(file), stat(input)]);
  if (old.mtimeMs < source.mtimeMs) return false;
  if (!draft || old.size !== (await stat(draft)).size) return true;
  const [before, now] = await Promise.all([readFile(file), readFile(draft)]);
  return !before.equals(now);
}

async function freeName(file: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = `${file}.${number}`;
    if (!(await exists(name))) return name;
  }
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );
