import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The checkout: the same for a source file and for what the build made of it in dist/. */
export const packageRoot = findPackageRoot(import.meta.dirname);

export const migrationsFolder = join(packageRoot, 'db', 'migrations');

function findPackageRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('package.json is not above the program');
  return findPackageRoot(parent);
}
