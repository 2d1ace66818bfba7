// Is dist what the sources say? Old syntax and no dependencies: the installer asks.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What goes into dist, besides the packages themselves. */
const SOURCES = [
  'src',
  'sandbox',
  'demo',
  'public',
  'scripts',
  'package-lock.json',
  'tsconfig.json',
];

export const stampOf = (root) => join(root, 'dist', '.stamp');

export function isFresh(root) {
  const stamp = stampOf(root);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === sourcesHash(root);
}

/** By content: times change with each checkout, and 1 000 small files take 30 ms. */
export function sourcesHash(root) {
  const hash = createHash('sha256');
  for (const source of SOURCES) add(hash, root, source);
  return hash.digest('hex');
}

function add(hash, root, path) {
  const full = join(root, path);
  if (!existsSync(full)) return;
  let entries;
  try {
    entries = readdirSync(full, { withFileTypes: true });
  } catch (error) {
    if (error.code !== 'ENOTDIR') throw error;
    hash.update(path).update('\0').update(readFileSync(full)).update('\0');
    return;
  }
  entries.sort((a, b) => (a.name < b.name ? -1 : 1));
  for (const entry of entries) {
    if (!/\.test\.tsx?$/.test(entry.name)) add(hash, root, `${path}/${entry.name}`);
  }
}
