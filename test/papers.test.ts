import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { register } from 'prom-client';
import { expect, test } from 'vitest';
import { registerBankCommands } from '#src/banks/commands.ts';
import { options } from '#src/config.ts';
import { registerExchangeCommands } from '#src/exchange/commands.ts';
import { registerResidentCommands } from '#src/identity/commands.ts';
import { packageRoot } from '#src/package-root.ts';
import { registerOperationCommands } from '#src/process/commands.ts';
import { registerStaffCommands } from '#src/staff/commands.ts';
// Both roles, for the metrics that they declare.
import '#src/web.ts';
import '#src/worker.ts';

// What an engineer copies at night must work as it stands.
const read = (path: string): string => readFileSync(join(packageRoot, path), 'utf8');
const examples = readdirSync(join(packageRoot, 'docs/examples'), { withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ name }) => ({ name, text: read(`docs/examples/${name}`) }));
const alerts = read('docs/examples/alerts.yml');
const operations = read('docs/operations.md');

const declared = register
  .getMetricsAsArray()
  .map(({ name }) => name)
  .filter((name) => !/^ochag_(process|nodejs)_/.test(name));
const namesIn = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/\bochag_[a-z_]+/g)]
      .map(([name]) => name.replace(/_(bucket|count|sum)$/, ''))
      .filter((name) => !/^ochag_(process|nodejs|drill|next)?_?$/.test(name)),
  ),
];

test('every metric that the papers and the alerts name is there, and every one that is there is named', () => {
  const table = operations.slice(operations.indexOf('| Metric '), operations.indexOf('## Logs'));
  const inTable = namesIn(table).filter((name) => declared.includes(name));
  expect(inTable.sort()).toEqual([...declared].sort());
  const unknown = [...namesIn(table), ...namesIn(alerts)].filter(
    (name) => !declared.some((known) => known === name || known.startsWith(name)),
  );
  expect(unknown).toEqual([]);
});

test('every alert has its line in what to do at night', () => {
  const names = [...alerts.matchAll(/- alert: (\w+)/g)].map((match) => match[1] ?? '');
  expect(names.length).toBeGreaterThan(10);
  const night = operations.slice(operations.indexOf('## At night'));
  expect(names.filter((name) => !night.includes(name))).toEqual([]);
});

test('the examples name only options and commands that exist', () => {
  const program = new Command();
  const neverOpened = () => Promise.reject(new Error('never opened'));
  registerExchangeCommands(program, neverOpened);
  registerBankCommands(program, neverOpened);
  registerStaffCommands(program, neverOpened);
  registerResidentCommands(program, neverOpened);
  registerOperationCommands(program);
  const commands = program.commands.map((command) => command.name());
  for (const { name, text } of [...examples, { name: 'operations.md', text: operations }]) {
    const named = text.matchAll(/\b(OCHAG_[A-Z_]+|DATABASE_URL\w*|SANDBOX_[A-Z_]+|PORT|HOST)=/g);
    const unknown = [...named].map((match) => match[1] ?? '').filter((one) => !(one in options));
    expect(unknown, name).toEqual([]);
    const run = text.matchAll(/(?:dist\/cli\.js|npm run (?:-s )?ochag --) ([a-z-]+)/g);
    const missing = [...run]
      .map((match) => match[1] ?? '')
      .filter((one) => !commands.includes(one));
    expect(missing, name).toEqual([]);
  }
});
