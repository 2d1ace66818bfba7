import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { FEATURES, SHARED } from './import-rules.ts';
import { lineCount } from './shape-rules.ts';
import { roomOf, root, type Source, type Violation } from './sources.ts';

const MAX_README_LINES = 60;

export function checkReadmes(sources: Source[]): Violation[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const rooms = new Set(sources.map(({ path }) => roomOf(path)));
  return [...FEATURES, ...SHARED, 'process']
    .filter((room) => rooms.has(room))
    .flatMap((room) => {
      const path = `src/${room}/README.md`;
      const readme = byPath.get(path);
      if (!readme) return [{ at: `${path}:1`, todo: 'missing: owns, does not own, invariants' }];
      if (lineCount(readme.text) <= MAX_README_LINES) return [];
      return [{ at: `${path}:1`, todo: `longer than a page (${MAX_README_LINES} lines)` }];
    });
}

/** What stood in the commit that brought it; null when it has not been committed yet. */
export function landedText(path: string): string | null {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    const commits = git('log', '--diff-filter=A', '--format=%H', '--', path).trim().split('\n');
    const first = commits.at(-1);
    return first ? git('show', `${first}:${path}`) : null;
  } catch {
    // Not a checkout, or nothing is committed.
    return null;
  }
}

export function checkMigrations(
  sources: Source[],
  landed: (path: string) => string | null,
): Violation[] {
  const migrations = sources.filter(({ path }) => /^db\/migrations\/.*\.sql$/.test(path));
  return migrations.flatMap(({ path, text }, index) => {
    const number = /^db\/migrations\/(\d{4})-[a-z0-9-]+\.sql$/.exec(path)?.[1];
    if (Number(number) !== index + 1) {
      return [{ at: `${path}:1`, todo: 'name migrations 0001-what.sql, without gaps' }];
    }
    const before = landed(path);
    if (before === null || before === text) return [];
    return [{ at: `${path}:1`, todo: 'has landed and must not change: write a new migration' }];
  });
}

type Manifest = Record<
  'dependencies' | 'devDependencies' | 'optionalDependencies',
  Record<string, string> | undefined
>;

function dependenciesOf(manifest: string): [name: string, version: string][] {
  const parsed: Manifest = JSON.parse(manifest);
  return [parsed.dependencies, parsed.devDependencies, parsed.optionalDependencies].flatMap(
    (group) => Object.entries(group ?? {}),
  );
}

/** An old Node makes npm choose old versions in silence. */
export function checkPins(manifest: string): Violation[] {
  return dependenciesOf(manifest)
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
    .map(([name, version]) => ({
      at: 'package.json:1',
      todo: `${name} "${version}": pin the exact version`,
    }));
}

/** Whoever installs has a registry of their own. */
export function checkLockfile(lockfile: string): Violation[] {
  return lockfile
    .split('\n')
    .flatMap((line, index) =>
      /^\s*"(resolved|registry)":/.test(line)
        ? [{ at: `package-lock.json:${index + 1}`, todo: 'names a registry’s host: see .npmrc' }]
        : [],
    );
}

/** One row for each, and none for what is gone: `| \`name\` | what for | why |`. */
export function checkDependencyRecords(manifest: string, record: string): Violation[] {
  const at = 'docs/dependencies.md:1';
  const names = dependenciesOf(manifest).map(([name]) => name);
  const recorded = record
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)])
    .map((match) => match[1] ?? '');
  return [
    ...names.filter((name) => !recorded.includes(name)).map((name) => `${name} has no row`),
    ...recorded.filter((name) => !names.includes(name)).map((name) => `${name} is not used`),
  ].map((todo) => ({ at, todo }));
}

/** Links between the papers lead somewhere. */
export function checkLinks({ path, text }: Source): Violation[] {
  if (!path.endsWith('.md')) return [];
  return text.split('\n').flatMap((line, index) =>
    [...line.matchAll(/\]\(([^)\s]+)\)/g)]
      .map((match) => (match[1] ?? '').replace(/#.*$/, ''))
      .filter((link) => link !== '' && !/^[a-z]+:/.test(link))
      .filter((link) => !existsSync(join(root, normalize(join(dirname(path), link)))))
      .map((link) => ({ at: `${path}:${index + 1}`, todo: `${link} is not there` })),
  );
}

const FOREIGN: { words: RegExp; todo: string }[] = [
  {
    words: /(?<![\w.$}/-])\/(home|Users|root|wor[k])\/\w/,
    todo: 'a path of one person’s machine: write it from the repository’s root',
  },
  { words: /\b[h]elpers?\b/i, todo: 'says nothing: say what it does' },
  {
    words: /(?<!@)\bTOD[O]\b|@TODO(?!\()|\b(FIXM[E]|XX[X])\b/,
    todo: 'write @TODO(issue), or do it',
  },
];

export function checkForeignWords({ path, text }: Source): Violation[] {
  if (path === 'package-lock.json') return [];
  return text.split('\n').flatMap((line, index) =>
    FOREIGN.filter(({ words }) => words.test(line)).map(({ todo }) => ({
      at: `${path}:${index + 1}`,
      todo,
    })),
  );
}

/** docs/security.md names the tests that prove it; a promise without its test is none. */
export function checkQuotedTests({ path, text }: Source, testTexts: string[]): Violation[] {
  const all = testTexts.join('\n');
  return text.split('\n').flatMap((line, index) =>
    (line.startsWith('|') ? [...line.matchAll(/“([^”]+)”/g)] : [])
      .map((match) => match[1] ?? '')
      .filter((name) => !all.includes(`'${name}'`) && !all.includes(`"${name}"`))
      .map((name) => ({ at: `${path}:${index + 1}`, todo: `no test is called “${name}”` })),
  );
}
