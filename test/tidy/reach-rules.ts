import { resolveImport } from './import-rules.ts';
import { type Code, isTest, type Violation } from './sources.ts';

/** Where the product begins: its programs, the scripts of package.json, and what browsers get. */
const STARTS = /^(src\/(main|cli)\.ts|src\/ui\/scripts\/[^/]+\.ts|scripts\/[^/]+\.mjs)$/;
/** Beginnings that are not the product. */
const OTHER_STARTS =
  /^((test\/long\/)?vitest\.config\.ts|test\/build-assets\.ts|test\/process\/.*|bench\/.*)$/;

/** A file of the product that only tests reach is dead: it goes, or something comes to use it. */
export function checkReach(files: Code[]): Violation[] {
  const paths = files.map(({ path }) => path);
  const product = reachable(
    files,
    paths.filter((path) => STARTS.test(path)),
  );
  const all = reachable(
    files,
    paths.filter((path) => STARTS.test(path) || OTHER_STARTS.test(path) || path.includes('.test.')),
  );
  return paths.flatMap((path) => {
    const isProduct = /^(src|demo|sandbox)\//.test(path) && !isTest(path);
    if (isProduct ? product.has(path) : all.has(path)) return [];
    const only = all.has(path) ? 'only tests and benchmarks reach it' : 'nothing imports it';
    return [{ at: `${path}:1`, todo: `dead file, ${only}: remove it or use it` }];
  });
}

function reachable(files: Code[], starts: string[]): Set<string> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const reached = new Set<string>();
  const waiting = [...starts];
  for (let path = waiting.pop(); path; path = waiting.pop()) {
    if (reached.has(path)) continue;
    reached.add(path);
    for (const { from } of byPath.get(path)?.facts.imports ?? []) {
      const target = resolveImport(path, from);
      if (target) waiting.push(target);
    }
  }
  return reached;
}
