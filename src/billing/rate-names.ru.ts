import type { NormUse, TariffCategory } from './rates.ts';

/** What a price is of, as the supplier's files and all of our sentences call it. */
export const tariffNames = {
  stove: 'плита',
  stove_and_heater: 'плита и водонагреватель',
  heating: 'отопление',
} as const satisfies Record<TariffCategory, string>;

/**
 * What a norm is of: `file` in the words of the supplier's files and of whoever loads them, `desk` in full,
 * `home` as a household knows its own kitchen.
 */
export const normNames = {
  stove_with_central_hot_water: {
    file: 'плита с ЦГВС',
    desk: 'плита, горячая вода центральная',
    home: 'плита при горячей воде из сети',
  },
  stove_without_hot_water: {
    file: 'плита без ЦГВС',
    desk: 'плита без горячей воды',
    home: 'плита без горячей воды',
  },
  stove_and_heater: sameEverywhere('плита и водонагреватель'),
  heater: sameEverywhere('водонагреватель'),
  heating: sameEverywhere('отопление'),
} as const satisfies Record<NormUse, Record<'file' | 'desk' | 'home', string>>;

function sameEverywhere(name: string) {
  return { file: name, desk: name, home: name };
}

/** The words of a column of the files, for reading it back: word → what it is of. */
export const wordsOf = <K extends string, N>(
  names: Readonly<Record<K, N>>,
  wordOf: (name: N) => string,
): Readonly<Record<string, K>> =>
  Object.fromEntries(
    (Object.entries(names) as [K, N][]).map(([of, name]) => [wordOf(name).toLowerCase(), of]),
  );
