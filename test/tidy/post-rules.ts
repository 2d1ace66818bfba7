import { type Code, isTest, type Violation } from './sources.ts';

type PostRoute = { at: string; address: string; name: string | null };

const UNQUOTED = /^(['"`])(.*)\1$/s;

/** Every handler of a form or of an API's write: `app.post(routes.login, …)`, `api.post('/x', …)`. */
function findPostRoutes(files: Code[], routes: Record<string, string>): PostRoute[] {
  return files
    .filter(({ path }) => path.startsWith('src/') && !isTest(path))
    .flatMap(({ path, facts }) =>
      facts.calls
        .filter(({ callee }) => /^(app|api|scope)\.(post|put|patch|delete)$/.test(callee))
        .map(({ line, args }) => {
          const name = /^routes\.(\w+)$/.exec(args[0] ?? '')?.[1] ?? null;
          const address = name ? (routes[name] ?? '') : (UNQUOTED.exec(args[0] ?? '')?.[2] ?? '');
          return { at: `${path}:${line}`, address, name };
        }),
    );
}

const ACTS = /(^|\.)(post|submit|send|inject|fetch|click)$/;

type Tested = { names: Set<string>; addresses: string[]; isApi: boolean };

/** Each must be named, or its address written, in a test that sends something. */
export function checkPosts(files: Code[], routes: Record<string, string>): Violation[] {
  const tests = files
    .filter(
      ({ path, facts }) => isTest(path) && facts.calls.some(({ callee }) => ACTS.test(callee)),
    )
    .map(readTested);
  return findPostRoutes(files, routes)
    .filter((route) => !tests.some((tested) => isTested(route, tested)))
    .map(({ at, name, address }) => ({
      at,
      todo: `no test names ${name ?? 'it'} (${address}) where it posts: write one`,
    }));
}

function readTested({ facts, text }: Code): Tested {
  const names = facts.names.filter(({ of }) => of === 'routes').map(({ name }) => name);
  const hrefs = facts.calls
    .filter(({ callee }) => /(^|\.)href$/.test(callee))
    .map(({ args }) => UNQUOTED.exec(args[0] ?? '')?.[2] ?? '');
  return {
    names: new Set([...names, ...hrefs]),
    addresses: facts.calls.flatMap(({ args }) => args.flatMap(addressesIn)),
    isApi: text.includes('/api/v1'),
  };
}

/** `/accounts/${number}/name?x=1` → `/accounts/*` + `/name`. */
const addressesIn = (arg: string): string[] =>
  [...arg.matchAll(/(['"`])(?:\$\{[^}]*\})?(\/[^'"`\s]*)\1/g)].map((match) =>
    (match[2] ?? '').replace(/\$\{[^}]*\}/g, '*').replace(/\?.*$/, ''),
  );

/** A test of the API may write only the end of an address, after the account's own. */
function isTested({ name, address }: PostRoute, { names, addresses, isApi }: Tested): boolean {
  if (name) return names.has(name) || addresses.some((one) => patternOf(address).test(one));
  const end = address.split(/:\w+/).at(-1) ?? '';
  return isApi && addresses.some((one) => one.endsWith(end));
}

const patternOf = (address: string) => new RegExp(`^${address.replace(/:\w+/g, '[^/]+')}$`);
