// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the snippets are code
import { expect, test } from 'vitest';
import { readFacts } from './facts.ts';
import { checkImports, checkPure } from './import-rules.ts';
import { checkPosts } from './post-rules.ts';
import { checkReach } from './reach-rules.ts';
import {
  checkDependencyRecords,
  checkForeignWords,
  checkLinks,
  checkLockfile,
  checkMigrations,
  checkPins,
  checkQuotedTests,
  checkReadmes,
} from './record-rules.ts';
import { checkFiles, checkFunctions, describeShape } from './shape-rules.ts';
import type { Code, Violation } from './sources.ts';
import { checkCyrillic, checkLogs, checkWords } from './word-rules.ts';

// Rules that cannot fail are worth nothing: each meets its own sin here.

const code = (path: string, text: string): Code => ({ path, text, facts: readFacts(path, text) });
const places = (violations: Violation[]) => violations.map(({ at }) => at);
const imports = (path: string, from: string) =>
  checkImports([code(path, `import { x } from '${from}';`)])[0]?.todo;
const words = (text: string, path = 'src/meters/x.ts') => checkWords(code(path, text)).length;

test('an import upwards, of a feature by a shared room, of the composition is refused', () => {
  expect(imports('src/meters/x.ts', '#src/cabinet/home.ts')).toContain('must not import cabinet');
  expect(imports('src/cabinet/x.ts', '#src/meters/y.ts')).toBeUndefined();
  expect(imports('src/ui/x.ts', '#src/meters/y.ts')).toContain('must not know meters');
  expect(imports('src/ui/x.ts', '#src/http/y.ts')).toContain('must not import http');
  expect(imports('src/http/x.ts', '#src/ui/y.ts')).toBeUndefined();
  expect(imports('src/meters/x.ts', '#src/features.ts')).toContain('nothing imports it');
  expect(imports('src/clock.ts', '#src/db/x.ts')).toContain('must not import src/db');
  expect(imports('src/meters/x.ts', '#test/harness.ts')).toContain('belongs to tests');
  expect(imports('src/nowhere/x.ts', '#src/meters/y.ts')).toContain('is not a room');
});

test('a shared room knows the type of the supplier profile, and not its reader', () => {
  const from = '#src/supplier/profile.ts';
  const typed = code('src/ui/x.ts', `import type { SupplierProfile } from '${from}';`);
  expect(checkImports([typed])).toEqual([]);
  expect(imports('src/ui/x.ts', from)).toContain('must not know supplier');
});

test('imports are relative inside a room, #src across, with extensions', () => {
  expect(imports('src/meters/x.ts', '#src/meters/y.ts')).toContain('./');
  expect(imports('src/meters/x.ts', '../identity/y.ts')).toContain('#src/');
  expect(imports('src/meters/x.ts', './y')).toContain('extension');
});

test('a pure file may not reach a database, await or ask for the time through what it imports', () => {
  const rule = code('src/meters/rule.ts', "import { a } from './a.ts';\nimport type P from 'pg';");
  const a = code('src/meters/a.ts', "import pg from 'pg';\nexport const a = async () => await pg;");
  const found = checkPure([rule, a], [rule.path]);
  expect(places(found)).toEqual(['src/meters/a.ts:2', 'src/meters/a.ts:1']);
  expect(found[0]?.todo).toContain('src/meters/rule.ts imports it');
  expect(checkPure([], ['src/gone.ts'])).toHaveLength(1);
});

test('long files and functions, vague and deep names are found', () => {
  const lines = (count: number) => 'f();\n'.repeat(count);
  const long = { path: 'src/meters/x.ts', text: lines(301) };
  expect(checkFiles([long, { ...long, text: lines(300) }])).toHaveLength(1);
  const names = ['src/meters/utils.ts', 'src/meters/Reading.ts', 'src/a/b/c/d.ts'];
  expect(checkFiles(names.map((path) => ({ path, text: '' })))).toHaveLength(3);
  const body = (count: number) => `const long = () => {\n${lines(count)}};`;
  const functions = [
    code('src/meters/x.ts', body(69)),
    code('src/meters/y.ts', body(68)),
    code('src/meters/y.page.tsx', body(119)),
    code('src/meters/z.page.tsx', body(118)),
    code('src/meters/x.test.ts', `describe('suite', () => {\n${lines(90)}});`),
  ];
  expect(places(checkFunctions(functions))).toEqual([
    'src/meters/x.ts:1',
    'src/meters/y.page.tsx:1',
  ]);
  expect(checkFunctions(functions)[0]?.todo).toContain('long is 71 lines');
  expect(describeShape([long])).toContain('longest 301');
});

test('banned words are found in code and not in comments', () => {
  expect(words('// parseFloat, Math.random(), new Date(), any account')).toBe(0);
  expect(words('parseFloat(x); Number.parseFloat(x); Math.random();')).toBe(3);
  expect(words('new Date(); Date.now();')).toBe(2);
  expect(words('new Date(); Date.now();', 'src/clock.ts')).toBe(0);
  expect(words('new Date(0); clock.now();')).toBe(0);
  expect(words('const x: any = 1;')).toBe(1);
  expect(words('const account = 1; f(({ account }) => 1);')).toBeGreaterThan(1);
  expect(words('const x = { account: 1 }; x.account; routes.account;')).toBe(0);
  expect(words('export default 1;')).toBe(1);
  expect(words('process.env.OCHAG_URL;')).toBe(1);
});

test('Russian outside its places is found, whatever holds it', () => {
  const text =
    "// можно\nconst a = 'нет';\nconst b = <p>нет</p>;\nconst c = `${a} нет`;\nconst d = /нет/;";
  expect(places(checkCyrillic(code('src/meters/x.tsx', text))).map((at) => at.slice(-1))).toEqual([
    '2',
    '3',
    '4',
    '5',
  ]);
  expect(checkCyrillic(code('src/meters/x.page.tsx', text))).toEqual([]);
});

test('secrets and personal data in logs are found', () => {
  const logs = (text: string) => checkLogs(code('src/identity/x.ts', text)).length;
  expect(logs("log.info({ userId }, 'in'); request.log.warn({ code }, 'no');")).toBe(0);
  expect(logs("log.info({ email }, 'in')")).toBe(1);
  expect(logs("request.log.error({ a: user.phone, b: sessionToken }, 'no')")).toBe(2);
  expect(logs("deps.log.info({ name: holderLastName }, 'x')")).toBe(1);
});

test('a file that nothing reaches is dead, and one that only tests reach too', () => {
  const main = code('src/main.ts', "import './a.ts';\nawait import('#src/b.ts');");
  const rest = ['src/a.ts', 'src/b.ts', 'src/c.ts', 'test/d.ts'].map((path) => code(path, ''));
  const own = code('src/c.test.ts', "import './c.ts';");
  expect(places(checkReach([main, own, ...rest]))).toEqual(['src/c.ts:1', 'test/d.ts:1']);
});

test('a POST that no test sends is found', () => {
  const routes = { login: '/login', name: '/accounts/:number/name' };
  const app = code('src/x/y.ts', 'app.post(routes.login, f); app.post(routes.name, f);');
  const posting = (text: string) => checkPosts([app, code('test/x.test.ts', text)], routes);
  expect(posting("get('/login')")).toHaveLength(2);
  expect(posting("visitor.post('/login'); visitor.post(href('name'))")).toEqual([]);
  expect(posting('visitor.post(`/accounts/${n}/name`)')).toHaveLength(1);
  const api = code('src/x/z.ts', "api.post('/accounts/:number/readings', f)");
  const called = code('test/y.test.ts', "send('/readings'); f(`${url}/api/v1/accounts`)");
  expect(checkPosts([api], routes)).toHaveLength(1);
  expect(checkPosts([api, called], routes)).toEqual([]);
});

test('records that do not agree with what they describe are found', () => {
  const file = { path: 'src/meters/x.ts', text: '' };
  expect(places(checkReadmes([file]))).toEqual(['src/meters/README.md:1']);
  const migration = { path: 'db/migrations/0001-a.sql', text: 'select 1;' };
  expect(checkMigrations([migration], () => null)).toEqual([]);
  expect(checkMigrations([migration], () => 'select 2;')).toHaveLength(1);
  expect(checkMigrations([{ ...migration, path: 'db/migrations/2.sql' }], () => null)).toHaveLength(
    1,
  );
  const manifest = JSON.stringify({ dependencies: { a: '1.2.3', b: '^1.0.0' } });
  expect(checkPins(manifest)).toHaveLength(1);
  expect(checkDependencyRecords(manifest, '| `a`, `c` | why `x` |')).toHaveLength(2);
  expect(places(checkLockfile('{\n  "resolved": "https://x"\n}'))).toEqual(['package-lock.json:2']);
  const paper = { path: 'docs/x.md', text: '[a](../README.md) [b](gone.md#x) [c](https://x.org)' };
  expect(checkLinks(paper)).toHaveLength(1);
  const quoting = { path: 'docs/security.md', text: '| x | y | “there”, “gone” |' };
  expect(checkQuotedTests(quoting, ["test('there', f)"])).toHaveLength(1);
  const foreign = ['/ho' + 'me/me/x', 'a hel' + 'per', 'TO' + 'DO later'];
  expect(checkForeignWords({ path: 'a.ts', text: foreign.join('\n') })).toHaveLength(3);
  expect(checkForeignWords({ path: 'a.ts', text: '@TODO(12) src/home/x.ts' })).toEqual([]);
});
