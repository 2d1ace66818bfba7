import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * Makes a folder with those above it; false when it was there. Node's own `recursive` never returns
 * where the system answers ENOENT below an existing folder, as /proc does.
 * @throws what the file system says.
 */
export function makeFolder(path: string, mode?: number): boolean {
  try {
    mkdirSync(path, mode === undefined ? {} : { mode });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return false;
    const parent = dirname(path);
    if (code !== 'ENOENT' || existsSync(parent)) throw error;
    makeFolder(parent);
    return makeFolder(path, mode);
  }
}
