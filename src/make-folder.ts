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

/** A link that leads nowhere is there, and is none. */
const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
