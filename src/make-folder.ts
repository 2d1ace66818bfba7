import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder with those above it; false when it was there. Node's own `recursive` never returns
 * where the system answers ENOENT below an existing folder, as /proc does.
 * @throws what the file system says.
 */
export function makeFolder(path: string, mode?: number): boolean {
  const options = mode === undefined ? {} : { mode };
  for (let isParentMade = false; ; isParentMade = true) {
    try {
      mkdirSync(path, options);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EEXIST' && isFolder(path)) return false;
      const parent = dirname(path);
      if (code !== 'ENOENT' || isParentMade || parent === path) throw error;
      makeFolder(parent);
    }
  }
}

/** Why a file could not be written, in words; null for what is no answer of the file system. */
export function fileFailure(error: unknown): string | null {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === undefined || syscall === undefined) return null;
  return reasons.get(code) ?? message;
}

const reasons = new Map([
  ['EACCES', 'this user may not write there'],
  ['EPERM', 'this user may not write there'],
  ['EROFS', 'the file system is read-only'],
  ['ENOSPC', 'the disk is full'],
  ['EDQUOT', 'the quota of this user is used up'],
  ['ENOTDIR', 'something on the way there is no folder'],
  ['EEXIST', 'something else has this name'],
]);

/** A link that leads nowhere is there, and is none. */
const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
