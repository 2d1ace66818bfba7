import { dirname, join, normalize } from 'node:path';
import { type Code, isTest, roomOf, type Violation } from './sources.ts';

/** A feature imports only those that stand before it. */
export const FEATURES = [
  'supplier',
  'identity',
  'staff',
  'personal-accounts',
  'meters',
  'billing',
  'bills',
  'payments',
  'support',
  'notifications',
  'exchange',
  'banks',
  'cabinet',
  'back-office',
];
/** Shared rooms likewise; they know no feature but the type of the supplier profile. */
export const SHARED = ['db', 'audit', 'jobs', 'mail', 'ui', 'http'];
const SHARED_KNOWS = 'src/supplier/profile.ts';
/** What puts the rooms together; it may import everything, and nothing else imports it. */
const COMPOSITION = /^src\/((main|cli|features|web|worker)\.ts$|process\/)/;

/** Rules of the domain: no database, no clock, no network, at any depth of their imports. */
export const PURE = [
  'src/plain-date.ts',
  'src/billing/account-event.ts',
  'src/billing/account-month.ts',
  'src/billing/correction-rules.ts',
  'src/billing/privilege-rules.ts',
  'src/billing/rate-rules.ts',
  'src/billing/compare-months.ts',
  'src/billing/explain-line.ts',
  'src/billing/charge-month.ts',
  'src/billing/recalculate.ts',
  'src/billing/debts-on-day.ts',
  'src/billing/due-date.ts',
  'src/billing/opening-entries.ts',
  'src/billing/settle-month.ts',
  'src/billing/suppose.ts',
  'src/banks/osmp.ts',
  'src/banks/sber.ts',
  'src/banks/read-registry.ts',
  'src/banks/read-statement.ts',
  'src/bills/adds-up.ts',
  'src/bills/bill-data.ts',
  'src/bills/compose-bill.ts',
  'src/bills/bill-number.ts',
  'src/bills/bill-reference.ts',
  'src/bills/payment-qr.ts',
  'src/bills/papers/paper-data.ts',
  'src/identity/email.ts',
  'src/identity/person-name.ts',
  'src/identity/phone.ts',
  'src/meters/billing-month.ts',
  'src/meters/consumption.ts',
  'src/meters/meter-reading.ts',
  'src/meters/reading-order.ts',
  'src/meters/reading-value.ts',
  'src/meters/reading-volume.ts',
  'src/staff/permissions.ts',
  'src/supplier/account-number.ts',
];
const PURE_PACKAGES = /^(big\.js|libphonenumber-js|zod)/;

/** Where an import leads inside the repository; null for a package. */
export function resolveImport(path: string, from: string): string | null {
  if (from.startsWith('#')) return from.slice(1);
  if (!from.startsWith('.')) return null;
  return normalize(join(dirname(path), from)).replaceAll('\\', '/');
}

export function checkImports(files: Code[]): Violation[] {
  return files.flatMap(({ path, facts }) =>
    facts.imports.flatMap((each) => {
      const target = resolveImport(path, each.from);
      if (!target) return [];
      const todo = wrongSpelling(path, each.from, target) ?? wrongWay(path, target, each.isType);
      return todo ? [{ at: `${path}:${each.line}`, todo }] : [];
    }),
  );
}

function wrongSpelling(path: string, from: string, target: string): string | null {
  if (!/\.(tsx?|mjs|json)$/.test(from)) return `"${from}": write the extension, .ts or .tsx`;
  const room = roomOf(path);
  if (room === null) return null;
  if (!target.startsWith('src/')) return null;
  const isOwn = room !== '' && roomOf(target) === room;
  const isRelative = from.startsWith('.');
  if (isOwn && !isRelative) return `"${from}" is in the same room: import it as ./…`;
  if (!isOwn && isRelative && room !== '') return `"${from}" is in another room: use #src/…`;
  return null;
}

function wrongWay(path: string, target: string, isType: boolean): string | null {
  if (isTest(path)) return null;
  const room = roomOf(path);
  if (room === null) return null;
  if (isTest(target)) return 'the product must not import what belongs to tests';
  if (COMPOSITION.test(path)) return null;
  if (!target.startsWith('src/')) return `only src/process may import ${target}`;
  if (COMPOSITION.test(target)) return `${target} puts the rooms together: nothing imports it`;
  return wrongRoom(room, target, isType);
}

function wrongRoom(room: string, target: string, isType: boolean): string | null {
  const other = roomOf(target) ?? '';
  if (other === room || other === '') return null;
  if (room === '') return `a file of src itself must not import src/${other}: it lies below`;
  if (SHARED.includes(room)) {
    if (target === SHARED_KNOWS && isType) return null;
    if (!SHARED.includes(other)) return `${room} is shared and must not know ${other}`;
    return upwards(SHARED, room, other);
  }
  if (!FEATURES.includes(room)) return `src/${room} is not a room: add it to tidy's order`;
  return SHARED.includes(other) ? null : upwards(FEATURES, room, other);
}

function upwards(order: string[], room: string, other: string): string | null {
  if (!order.includes(other)) return `src/${other} is not a room that ${room} may import`;
  if (order.indexOf(other) < order.indexOf(room)) return null;
  return `${room} must not import ${other}: ${order.join(' → ')}, only what stands before`;
}

/** Follows the imports of values; types cost nothing and do nothing. */
export function checkPure(files: Code[], pure: string[]): Violation[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const visited = new Map<string, string>();
  const waiting = pure.map((path) => ({ path, root: path }));
  const violations: Violation[] = [];
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { path, root } = next;
    if (visited.has(path)) continue;
    visited.set(path, root);
    const file = byPath.get(path);
    if (!file) {
      violations.push({ at: `${path}:1`, todo: `is not there: correct PURE in test/tidy` });
      continue;
    }
    const why = root === path ? '' : ` (${root} imports it)`;
    violations.push(...impurities(file).map(({ at, todo }) => ({ at, todo: todo + why })));
    for (const { from, isType } of file.facts.imports) {
      const target = isType ? null : resolveImport(path, from);
      if (target) waiting.push({ path: target, root });
    }
  }
  return violations;
}

function impurities({ path, facts }: Code): Violation[] {
  const packages = facts.imports.filter(
    ({ from, isType }) => !isType && /^[^.#]/.test(from) && !PURE_PACKAGES.test(from),
  );
  return [
    ...facts.awaits.map(({ line }) => ({ line, todo: 'a pure file must not await' })),
    ...packages.map(({ line, from }) => ({ line, todo: `a pure file must not use ${from}` })),
    ...facts.names
      .filter(({ name }) => name === 'process' || name === 'clock')
      .map(({ line, name }) => ({ line, todo: `a pure file must not know ${name}: pass values` })),
  ].map(({ line, todo }) => ({ at: `${path}:${line}`, todo }));
}
