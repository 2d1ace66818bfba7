import type { PlainDate } from '#src/plain-date.ts';
import type { AccountAttributes, AccountEvent, AccountFacts, GasUses } from './billing-facts.ts';
import type { TariffCategory } from './rates.ts';

/** One price for all gas of an account, by all that it is used for (domain decision 6). */
export function categoryOf({ hasStove, hasWaterHeater, hasHeating }: GasUses): TariffCategory {
  if (hasHeating) return 'heating';
  return hasStove && hasWaterHeater ? 'stove_and_heater' : 'stove';
}

/** What held on a day: the register, and over it what a paper said of residents and of heated m². */
export function attributesOn(
  facts: AccountFacts,
  events: readonly AccountEvent[],
  day: PlainDate,
): AccountAttributes {
  const row = rowOn(facts.attributes, day);
  if (!row) throw new Error('an account without attributes cannot be charged');
  if (events.length === 0) return row;
  const residents = valueOn(events, 'residents', day);
  const area = valueOn(events, 'heated_area', day);
  if (residents === undefined && area === undefined) return row;
  return {
    ...row,
    residents: residents === undefined ? row.residents : Number(residents),
    heatedAreaM2: area ?? row.heatedAreaM2,
  };
}

/** Of dated rows in any order the one that held; before the first, what the first says. */
export function rowOn<T extends { from: PlainDate }>(
  rows: readonly T[],
  day: PlainDate,
): T | undefined {
  let [first, last] = [rows[0], undefined as T | undefined];
  for (const row of rows) {
    if (first && row.from < first.from) first = row;
    if (row.from <= day && (!last || row.from >= last.from)) last = row;
  }
  return last ?? first;
}

function valueOn(
  events: readonly AccountEvent[],
  kind: 'residents' | 'heated_area',
  day: PlainDate,
): string | undefined {
  const event = events.findLast(
    (one) =>
      one.kind === kind &&
      one.value !== null &&
      one.startsOn <= day &&
      (one.endsOn === null || day <= one.endsOn),
  );
  return event?.value ?? undefined;
}

export const sameAttributes = (a: AccountAttributes, b: AccountAttributes): boolean =>
  a === b ||
  (a.residents === b.residents &&
    Number(a.heatedAreaM2 ?? 0) === Number(b.heatedAreaM2 ?? 0) &&
    a.hasStove === b.hasStove &&
    a.hasWaterHeater === b.hasWaterHeater &&
    a.hasHeating === b.hasHeating &&
    a.hasCentralHotWater === b.hasCentralHotWater);
