import { expect, test } from 'vitest';
import { options } from '#src/config.ts';
import { routes } from '#src/routes.ts';
import { configurationPage } from './tidy/configuration-page.ts';
import { checkImports, checkPure, PURE } from './tidy/import-rules.ts';
import { checkPosts } from './tidy/post-rules.ts';
import { checkReach } from './tidy/reach-rules.ts';
import {
  checkDependencyRecords,
  checkForeignWords,
  checkLinks,
  checkLockfile,
  checkMigrations,
  checkPins,
  checkQuotedTests,
  checkReadmes,
  landedText,
} from './tidy/record-rules.ts';
import { checkFiles, checkFunctions, describeShape } from './tidy/shape-rules.ts';
import { readCode, readSources, type Violation } from './tidy/sources.ts';
import { checkCyrillic, checkLogs, checkWords } from './tidy/word-rules.ts';

// The house's taste, kept by a program: CONTRIBUTING.md says it in words.
const sources = readSources();
const code = readCode(sources);

function expectNone(violations: Violation[]): void {
  const lines = violations.map(({ at, todo }) => `${at}  ${todo}`).sort();
  if (lines.length > 0) expect.fail(`${lines.length} to mend:\n${lines.join('\n')}\n`);
}

const textOf = (path: string): string => sources.find((one) => one.path === path)?.text ?? '';

test('rooms import one way, by the right spelling', () => expectNone(checkImports(code)));

test('pure files touch neither database, clock nor network', () =>
  expectNone(checkPure(code, PURE)));

test('files and functions are short, and named in kebab-case', () => {
  console.info(describeShape(sources));
  expectNone([...checkFiles(sources), ...checkFunctions(code)]);
});

test('no banned words', () => expectNone(code.flatMap(checkWords)));

test('Russian stands where it belongs', () => expectNone(code.flatMap(checkCyrillic)));

test('no secrets and no personal data in logs', () => expectNone(code.flatMap(checkLogs)));

test('no dead files', () => expectNone(checkReach(code)));

test('every room has its README, of one page', () => expectNone(checkReadmes(sources)));

test('every address that takes a form or a write is posted to by a test', () =>
  expectNone(checkPosts(code, routes)));

test('migrations that landed do not change', () =>
  expectNone(checkMigrations(sources, landedText)));

test('versions are exact, and the lockfile names no host', () =>
  expectNone([
    ...checkPins(textOf('package.json')),
    ...checkLockfile(textOf('package-lock.json')),
  ]));

test('every dependency has its reason in docs/dependencies.md', () =>
  expectNone(checkDependencyRecords(textOf('package.json'), textOf('docs/dependencies.md'))));

test('every option is described in docs/configuration.md', async () => {
  // `npm run tidy -- -u` writes it anew.
  await expect(configurationPage(options)).toMatchFileSnapshot('../docs/configuration.md');
});

test('the tests that docs/security.md and docs/asvs.md name are there', () => {
  const tests = sources.filter(({ path }) => /\.test\.tsx?$/.test(path)).map(({ text }) => text);
  const papers = ['docs/security.md', 'docs/asvs.md'].map((path) => ({ path, text: textOf(path) }));
  expectNone(papers.flatMap((paper) => checkQuotedTests(paper, tests)));
});

test('papers link to what exists, and nothing names a place outside the repository', () =>
  expectNone([...sources.flatMap(checkLinks), ...sources.flatMap(checkForeignWords)]));
