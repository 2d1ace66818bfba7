import Big from 'big.js';

export type FlowRules = {
  /** Greatest flow by the meter's size, m³/h; `G4` is found in the model's name. */
  maximumFlowM3PerHour: Readonly<Record<string, number>>;
  defaultMaximumFlowM3PerHour: number;
};

/** What a counter tells at a moment. `isRollover`: it passed through zero since the one before. */
export type CounterState = { value: string; isRollover: boolean };

/**
 * The m³ between two readings of one meter: R2 − R1, and one turn of the counter more when it
 * passed through zero. Negative only when an inspector put a counter right; never across serials.
 */
export function volumeBetween(
  from: { value: string },
  to: CounterState,
  integerDigits: number,
): Big {
  const difference = new Big(to.value).minus(from.value);
  return to.isRollover ? difference.plus(new Big(10).pow(integerDigits)) : difference;
}

/**
 * More than this the meter cannot have let through. Readings have a date and no hour, so two of
 * one day are a day apart at most.
 */
export function maximumVolumeM3(model: string, days: number, rules: FlowRules): Big {
  const hours = Math.max(days, 1) * 24;
  return new Big(maximumFlowM3PerHour(model, rules)).times(hours);
}

/** By the size in the model's name: `NPM-G4`, `Metrix G6T`, and `…-1,6` where the G is left out. */
export function maximumFlowM3PerHour(model: string, rules: FlowRules): number {
  const size = /G\s?(\d+(?:[.,]\d+)?)/i.exec(model) ?? /[-\s](\d+(?:[.,]\d+)?)\D*$/.exec(model);
  const flow = size?.[1] && rules.maximumFlowM3PerHour[`G${size[1].replace(',', '.')}`];
  return flow || rules.defaultMaximumFlowM3PerHour;
}
