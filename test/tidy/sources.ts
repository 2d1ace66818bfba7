import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Facts, readFacts } from './facts.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

export type Source = { path: string; text: string };
/** A file that the parser understands: TypeScript, TSX, or JavaScript of the scripts. */
export type Code = Source & { facts: Facts };

/** `at` is file:line; `todo` says what is wrong and what to do instead. */
export type Violation = { at: string; todo: string };

/** What git does not keep, and what is not text. */
const SKIPPED_FOLDERS = /^(\.git|node_modules|data|coverage|dist|dist\.\w+-\d+)$/;
const TEXT = /\.(ts|tsx|mjs|js|json|css|sql|md|typ|csv|yml|yaml)$|(^|\/)(\.[\w-]+|run)$/;

export function readSources(folder = ''): Source[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder ? `${folder}/${entry.name}` : entry.name;
    if (entry.isDirectory()) return SKIPPED_FOLDERS.test(entry.name) ? [] : readSources(path);
    // In a second work tree `.git` is a file that names the first.
    if (
      !entry.isFile() ||
      entry.name === '.git' ||
      !TEXT.test(path) ||
      path.endsWith('.errors.csv')
    )
      return [];
    return [{ path, text: readFileSync(join(root, path), 'utf8') }];
  });
}

export const isCode = (path: string): boolean => /\.(ts|tsx|mjs)$/.test(path);

export function readCode(sources: Source[]): Code[] {
  return sources
    .filter(({ path }) => isCode(path))
    .map((source) => ({ ...source, facts: readFacts(source.path, source.text) }));
}

export const isTest = (path: string): boolean =>
  path.startsWith('test/') || /\.test\.tsx?$/.test(path);

/** `supplier`, `http`…, or `` for a file of src itself; null outside src. */
export function roomOf(path: string): string | null {
  const parts = path.split('/');
  if (parts[0] !== 'src') return null;
  return parts.length > 2 ? (parts[1] ?? '') : '';
}
