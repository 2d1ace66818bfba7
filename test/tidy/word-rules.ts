import { type Code, isTest, roomOf, type Violation } from './sources.ts';

/** A file that may read the machine's time, and why; everything else is given a Clock. */
const MACHINE_TIME: Record<string, string> = {
  'src/clock.ts': 'it is the clock',
  'src/identity/remove-expired.ts': 'the rate limiter keeps the machine’s time',
};

/** Russian that stands outside the files whose names promise it, and why. */
const CYRILLIC_ALLOWED: { path: RegExp; why: string }[] = [
  { path: /\.page\.tsx$/, why: 'a view with its prose' },
  { path: /\.ru\.tsx?$/, why: 'Russian shared by several surfaces' },
  { path: /\.letters\.tsx?$/, why: 'letters' },
  { path: /^src\/supplier\//, why: 'the supplier profile' },
  { path: /^(demo|sandbox|bench)\//, why: 'example data and the outside world' },
  { path: /^src\/exchange\/commands\.ts$/, why: 'texts of the command line' },
];

/** Looks at code only: comments never reach the rules. */
export function checkWords(file: Code): Violation[] {
  const { path, facts } = file;
  const found: { line: number; todo: string }[] = [];
  const add = (places: { line: number }[], todo: string) => {
    for (const { line } of places) found.push({ line, todo });
  };
  const named = (name: string) => facts.names.filter((one) => one.name === name);
  add(named('parseFloat'), 'parseFloat takes half a number for a whole one: parse strictly');
  add(
    named('random').filter(({ of }) => of === 'Math'),
    'Math.random can be foretold: use node:crypto',
  );
  add(facts.anyTypes, '`any` switches the types off: use unknown and check');
  add(
    named('account').filter(({ isKey }) => !isKey),
    'a bare "account" means three things: say personalAccount',
  );
  if (!isTest(path) && path.includes('/')) add(facts.defaultExports, 'no default exports: name it');
  if (isTimeOurs(path)) {
    const news = facts.calls.filter(
      ({ callee, isNew, args }) => callee === 'Date' && isNew && args.length === 0,
    );
    add(news, 'new Date() reads the machine’s time: take a Clock');
    const nows = named('now').filter(({ of }) => of === 'Date');
    add(nows, 'Date.now() reads the machine’s time: take a Clock, or say why in test/tidy');
  }
  if (roomOf(path) !== null) add(wrongEnvironment(file), 'read options through src/config.ts');
  return found.map(({ line, todo }) => ({ at: `${path}:${line}`, todo }));
}

const isTimeOurs = (path: string): boolean =>
  /^(src|demo)\//.test(path) && !isTest(path) && !(path in MACHINE_TIME);

/** `process.env` as a whole is handed to readConfig; PATH and npm's own names are not options. */
function wrongEnvironment({ path, facts }: Code) {
  if (isTest(path)) return [];
  return facts.names.filter(
    ({ name, of }) => of === 'env' && /^(OCHAG_|SANDBOX_|DATABASE_URL$|PORT$|HOST$)/.test(name),
  );
}

export function checkCyrillic({ path, facts }: Code): Violation[] {
  if (isTest(path) || CYRILLIC_ALLOWED.some((allowed) => allowed.path.test(path))) return [];
  // Three letters are a word; fewer are an alphabet in a pattern.
  const todo = 'Russian belongs into a *.page.tsx, *.ru.ts or *.letters.ts';
  const isRussian = (text: string) => /\p{Script=Cyrillic}{3}/u.test(text);
  return [
    ...facts.texts.filter(({ text }) => isRussian(text)),
    ...facts.names.filter(({ name }) => isRussian(name)),
  ].map(({ line }) => ({ at: `${path}:${line}`, todo }));
}

const LEVELS = /(^|\.)log(ger)?\.(trace|debug|info|warn|error|fatal|child)$/;
/** Secrets, and what tells who somebody is. Ids, codes, patterns and counts may be logged. */
const UNLOGGABLE =
  /^(.*(password|token|secret|pin|authorization|cookie)s?|body|headers|e?mail|to|phone|login|address|ip|(last|first|middle|display|holder)(Last|First|Middle)?Name|number|accountNumber|serialNumber|url)$/i;
/** Names that only look so. */
const LOGGABLE = /^(phase|info|errorForLog)$/;

export function checkLogs({ path, facts }: Code): Violation[] {
  if (roomOf(path) === null || isTest(path)) return [];
  return facts.calls
    .filter(({ callee }) => LEVELS.test(callee))
    .flatMap(({ line, names, callee }) =>
      names
        .filter((name) => UNLOGGABLE.test(name) && !LOGGABLE.test(name))
        .map((name) => ({
          at: `${path}:${line}`,
          todo: `${callee} is given "${name}": log ids and codes, never secrets or personal data`,
        })),
    );
}
