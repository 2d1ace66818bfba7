import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openRegisterWorld, type RegisterWorld } from '#test/register-world.ts';
import { makeHouseholds } from './household.ts';
import { writeRegister } from './register-file.ts';

let world: RegisterWorld;
let folder: string;
beforeAll(async () => {
  world = await openRegisterWorld();
  folder = await mkdtemp(join(tmpdir(), 'ochag-demo-test-'));
});
afterAll(async () => {
  await world.stop();
  await rm(folder, { recursive: true, force: true });
});

async function write(
  count: number,
  seed: number,
  encoding: 'windows-1251' | 'utf-8-bom' = 'windows-1251',
  today = '2026-11-23',
) {
  const file = join(folder, `${count}-${seed}-${encoding}.csv`);
  await writeRegister({ households: makeHouseholds({ seed, count, today }), file, encoding });
  return readFile(file);
}

test('the same seed gives the same bytes; another seed another town', async () => {
  const bytes = await write(300, 7);
  expect(await write(300, 7)).toEqual(bytes);
  expect(await write(300, 8)).not.toEqual(bytes);
  const more = await write(400, 7);
  expect(more.subarray(0, bytes.length)).toEqual(bytes);
  const unicode = await write(300, 7, 'utf-8-bom');
  expect(unicode.toString()).toBe(`\ufeff${iconv.decode(bytes, 'win1251')}`);
});

test('every line of a demo register is a good one', async () => {
  const summary = await world.importRows(await write(3_000, 1));
  expect(summary).toMatchObject({ exitCode: 0, lines: { refused: 0 } });
  expect(summary.counts.accountsAdded).toBe(3_000);
  expect(summary.lines.total).toBeGreaterThan(3_000);
});

test('the register of a later day continues an earlier one', async () => {
  await world.clear();
  await world.importRows(await write(500, 5));
  for (const today of ['2026-11-30', '2026-12-23', '2027-04-02']) {
    world.clock.set(`${today}T10:00:00+02:00`);
    const summary = await world.importRows(await write(500, 5, 'windows-1251', today));
    expect(summary).toMatchObject({ exitCode: 0, counts: { accountsAdded: 0, holdersChanged: 0 } });
    expect(summary.counts).toMatchObject({ metersAdded: 0 });
    expect(summary.counts.readingsAdded).toBeGreaterThan(50);
  }
  expect(
    await world.rows("select * from register_differences where field like 'reading%'"),
  ).toEqual([]);
});

test('a demo register has what real ones have', async () => {
  const text = iconv.decode(await write(3_000, 1), 'win1251');
  const rows = text
    .trimEnd()
    .split('\r\n')
    .slice(1)
    .map((line) => line.split(';'));
  const share = (is: (row: string[]) => boolean) => rows.filter(is).length / rows.length;
  expect(share(([number = '']) => number.startsWith('00'))).toBeCloseTo(0.02, 1);
  expect(share((row) => row[4] === '')).toBeGreaterThan(0.05);
  expect(share((row) => row[16] === '')).toBeGreaterThan(0.02);
  expect(share((row) => Number(row[26]?.replace(',', '.')) > 0)).toBeGreaterThan(0.1);
  expect(share((row) => row[26]?.startsWith('-') ?? false)).toBeGreaterThan(0.1);
  for (const sign of ['ё', "'", '-', 'корп.', 'п. ']) {
    expect(rows.some((row) => `${row[2]} ${row[5]}`.includes(sign))).toBe(true);
  }
});
