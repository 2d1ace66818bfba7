import { access, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  openRegisterWorld,
  type RegisterWorld,
  registerRow,
  registerText,
} from '#test/register-world.ts';
import { writeErrorsDraft } from './errors-file.ts';
import { importRegister } from './import-register.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
beforeEach(() => world.clear());

const bad = registerRow({ 'Лицевой счёт': '390000000002', Проживает: '-2' });
const putRegister = () => world.put(registerText([registerRow(), bad]));
const besides = async (file: string) =>
  (await readdir(world.folder)).filter((name) => name.startsWith(`${basename(file)}.`)).sort();

async function importFile(file: string, options = {}) {
  const outcome = await importRegister(world, { file, ...options });
  if (!outcome.ok) throw new Error(outcome.failure.code);
  return outcome.summary;
}

test('a dry run writes no file unless it is named', async () => {
  const file = await putRegister();
  expect(await importFile(file, { isDryRun: true })).toMatchObject({
    errorsFile: null,
    exitCode: 2,
  });
  expect(await besides(file)).toEqual([]);
  const errorsFile = `${file}.tried`;
  expect(await importFile(file, { isDryRun: true, errorsFile })).toMatchObject({ errorsFile });
  expect(await besides(file)).toEqual([basename(errorsFile)]);
});

test('corrections that somebody has made are kept as .1; the same refusals again are not', async () => {
  const file = await putRegister();
  const { errorsFile } = await importFile(file);
  await importFile(file);
  expect(await besides(file)).toEqual([`${basename(file)}.errors.csv`]);
  await writeFile(errorsFile ?? '', 'mended for an hour');
  await importFile(file);
  expect(await readFile(`${errorsFile}.1`, 'utf8')).toBe('mended for an hour');
  await writeFile(file, registerText([registerRow()]));
  await utimes(file, new Date(0), new Date(0));
  await importFile(file);
  expect(await besides(file)).toEqual([
    `${basename(file)}.errors.csv.1`,
    `${basename(file)}.errors.csv.2`,
  ]);
});

test('refusals of an input that is newer by now are taken away', async () => {
  const file = await putRegister();
  const { errorsFile } = await importFile(file);
  await utimes(errorsFile ?? '', new Date(0), new Date(0));
  await writeFile(file, registerText([registerRow()]));
  expect(await importFile(file)).toMatchObject({ errorsFile: null });
  expect(await besides(file)).toEqual([]);
});

test('an import that fails afterwards leaves no file of refusals', async () => {
  const rows = Array.from({ length: 20 }, (_, index) =>
    registerRow({ 'Лицевой счёт': String(390_000_001_001 + index) }),
  );
  await world.importRows(rows);
  const file = await world.put(registerText([...rows.slice(1), bad]));
  const outcome = await importRegister(world, { file, isFull: true });
  expect(outcome).toMatchObject({ ok: false, failure: { code: 'too_many_ended' } });
  expect(await besides(file)).toEqual([]);
});

test('a full disk is told, and the draft is taken away', async () => {
  const draft = join(world.folder, 'full.part');
  await symlink('/dev/full', draft);
  const client = await world.pool.connect();
  try {
    await client.query('begin');
    await client.query('create temp table staged (line int, fault_code text) on commit drop');
    const failure = await writeErrorsDraft(client, draft, {
      source: { headings: ['ПИН'], delimiter: ';', async *records() {} },
      format: { kind: 'csv', encoding: 'utf-8', hasBom: false, bytes: 1, stamp: '', sha256: '' },
      columns: [{ key: 'pin', heading: 'ПИН' }],
      positions: { pin: 0 },
      faultsOf: () => [],
    });
    expect(failure).toMatchObject({ code: 'errors_file_unwritable' });
    await expect(access(draft)).rejects.toThrow('ENOENT');
  } finally {
    client.release(true);
  }
});
