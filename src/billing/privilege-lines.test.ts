import { expect, test } from 'vitest';
import {
  chargeMonths,
  heated,
  household,
  inShort,
  meter,
  yearOf68,
} from '#test/consumption-world.ts';

const half = { privilegeId: 7, from: '2026-04-16', to: null, share: '0.5' };

test('a privilege is a line of its own, for the days that it holds', () => {
  const facts = household(heated, {
    meters: [meter(yearOf68('2026-05-01', 2000))],
    privileges: [half],
  });
  const [april, may] = chargeMonths(facts, { first: '2026-04-01', last: '2026-05-01' });
  // 654.43 × 0.5 × 15/30 = 163.6075
  expect(inShort(april?.lines ?? [])).toEqual(['METER 68.000 = 65443', 'PRIVILEGE 0.000 = -16361']);
  expect(april?.lines[1]).toMatchObject({
    from: '2026-04-16',
    to: '2026-05-01',
    basis: { kind: 'privilege', privilegeId: 7, share: '0.5', ofKopecks: 65443 },
  });
  expect(inShort(may?.lines ?? [])).toEqual(['METER 68.000 = 65443', 'PRIVILEGE 0.000 = -32722']);
});

test('what is taken back takes its privilege back too', () => {
  const facts = household(heated, {
    meters: [meter([...yearOf68('2026-04-01', 2000), ['2026-06-25', '2125']])],
    privileges: [half],
  });
  const june = chargeMonths(facts, { first: '2026-05-01', last: '2026-06-01' }).at(-1);
  expect(inShort(june?.lines ?? [])).toEqual([
    'METER 62.500 = 60150',
    'AVG_P31 -68.000 = -65443 for 2026-05',
    'METER 62.500 = 60150 for 2026-05',
    'PRIVILEGE 0.000 = -30075',
    'PRIVILEGE 0.000 = 32722 for 2026-05',
    'PRIVILEGE 0.000 = -30075 for 2026-05',
  ]);
});
