import { expect, test } from 'vitest';
import { kaliningrad } from '#src/supplier/kaliningrad.ru.ts';
import { maximumFlowM3PerHour, maximumVolumeM3 } from './reading-volume.ts';

test('the size of a meter is found in its model', () => {
  const flows = {
    'ВК-G4Т': 6,
    'ВК-G4': 6,
    'NPM-G4': 6,
    'Гранд-4': 6,
    'Гранд-1,6': 2.5,
    'СГБМ-1,6': 2.5,
    'СГМН-1-G6': 10,
    'Metrix G6T': 10,
    'BK G2,5': 4,
    'ВК-G10': 16,
    'Metrix 6Т': 10,
  };
  for (const [model, flow] of Object.entries(flows)) {
    expect(maximumFlowM3PerHour(model, kaliningrad.readings), model).toBe(flow);
  }
});

test('a model of no known size takes the default flow', () => {
  for (const model of ['', 'СГ', 'Бетар-99', 'toString', 'G-constructor']) {
    expect(maximumFlowM3PerHour(model, kaliningrad.readings), model).toBe(10);
  }
});

test('two readings of one day are a day apart at most', () => {
  expect(maximumVolumeM3('ВК-G4', 0, kaliningrad.readings).toFixed()).toBe('144');
  expect(maximumVolumeM3('ВК-G4', 1, kaliningrad.readings).toFixed()).toBe('144');
  expect(maximumVolumeM3('СГБМ-1,6', 30, kaliningrad.readings).toFixed()).toBe('1800');
});
