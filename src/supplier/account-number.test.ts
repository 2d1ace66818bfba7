import { expect, test } from 'vitest';
import { readAccountNumber, unifiedKey } from './account-number.ts';
import { spellingsOf } from './look-alikes.ru.ts';
import { readSupplierProfile } from './profile.ts';

test.each([
  ['3900 1458-7201', { kind: 'number', text: '390014587201' }],
  ['45 аа-123456', { kind: 'unified', text: '45АА123456' }],
  ['45AA123456', { kind: 'unified', text: '45АА123456' }],
  ['10xP379267', { kind: 'unified', text: '10ХР379267' }],
  ['10QР379267', { kind: 'unified', text: '10QР379267' }],
  ['12', { kind: 'invalid' }],
])('«%s» is read as %j, on either keyboard', async (typed, read) => {
  expect(readAccountNumber(typed, await readSupplierProfile(null))).toEqual(read);
});

test('every spelling of a unified number has one key', () => {
  const spellings = spellingsOf('10ХР379267');
  expect(new Set(spellings).size).toBe(4);
  for (const spelling of spellings) expect(unifiedKey(spelling)).toBe('10ХР379267');
});
