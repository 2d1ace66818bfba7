import { expect, test } from 'vitest';
import {
  event,
  heated,
  household,
  meter,
  ratesWith,
  stove,
  stoveAndHeater,
} from '#test/consumption-world.ts';
import type { AccountFacts } from './billing-facts.ts';
import { chargeMonth } from './charge-month.ts';

const april = (facts: AccountFacts) =>
  chargeMonth({ facts, before: null, month: '2026-04-01', rates: ratesWith() }).lines;
const days = (facts: AccountFacts) =>
  april(facts).map(({ method, from, to, volumeM3 }) => [
    method,
    `${Number(from.slice(8))}–${Number(to.slice(8))}${to.startsWith('2026-05') ? ' May' : ''}`,
    volumeM3,
  ]);

test('persons and m² change the norm from the day named', () => {
  const events = [event('residents', '2026-04-11', null, { value: '2' })];
  // 99 × 10/30 and 66 × 20/30
  expect(days(household(stoveAndHeater, { events }))).toEqual([
    ['NORM_NO_METER', '1–11', '33.000'],
    ['NORM_NO_METER', '11–1 May', '44.000'],
  ]);
  const area = [event('heated_area', '2026-04-16', null, { value: '60' })];
  // 1119 × 15/30 and (99 + 510) × 15/30
  expect(days(household(heated, { events: area }))).toEqual([
    ['NORM_NO_METER', '1–16', '559.500'],
    ['NORM_NO_METER', '16–1 May', '304.500'],
  ]);
});

test('an absence of five full days changes nothing, of six it does; never with a meter', () => {
  const away = (until: string) => [event('temporary_absence', '2026-04-10', until)];
  expect(days(household(stoveAndHeater, { events: away('2026-04-16') }))).toEqual([
    ['NORM_NO_METER', '1–1 May', '99.000'],
  ]);
  // 33 × (3 − 6/30)
  expect(days(household(stoveAndHeater, { events: away('2026-04-17') }))).toEqual([
    ['NORM_NO_METER', '1–1 May', '92.400'],
  ]);
  // Heating goes on: 92.4 + 1020
  expect(days(household(heated, { events: away('2026-04-17') }))).toEqual([
    ['NORM_NO_METER', '1–1 May', '1112.400'],
  ]);
  expect(days(household(heated, { meters: [meter([])], events: away('2026-04-17') }))).toEqual([
    ['NORM_P31', '1–1 May', '1119.000'],
  ]);
});

test('no more persons are away than live there', () => {
  const events = [
    event('temporary_absence', '2026-04-10', '2026-04-21', { value: '4' }),
    event('temporary_absence', '2026-04-15', '2026-04-26'),
  ];
  // All three for 10 days, one of them for 5 days more: 33 × (90 − 30 − 5)/30
  expect(days(household(stoveAndHeater, { events }))).toEqual([
    ['NORM_NO_METER', '1–1 May', '60.500'],
  ]);
});

test('which norm is by what burns gas', () => {
  const uses = (more: object) => {
    const [line] = april(household({ ...stove, ...more }));
    return line?.basis.kind === 'norm' && line.basis.parts.map(({ use }) => use);
  };
  expect(uses({})).toEqual(['stove_without_hot_water']);
  expect(uses({ hasCentralHotWater: true })).toEqual(['stove_with_central_hot_water']);
  expect(uses({ hasWaterHeater: true })).toEqual(['stove_and_heater']);
  expect(uses({ hasStove: false, hasWaterHeater: true })).toEqual(['heater']);
  expect(uses({ hasStove: false, hasHeating: true })).toEqual(['heating']);
});
