import { scaleLinear } from 'd3-scale';
import { monthOf, type PlainMonth, yearOf } from '#src/plain-date.ts';

export type ConsumptionMonth = {
  month: PlainMonth;
  /** null: not known (yet). */
  volumeM3: string | null;
  yearAgoM3: string | null;
  /** shared: there was no reading, the difference was shared among the months of the gap. */
  method: 'metered' | 'shared' | 'none';
};

type Box = { x: string; width: string; y: number; height: number };

export type ConsumptionBar = {
  month: PlainMonth;
  centre: string;
  bar: Box | null;
  lastYear: Box | null;
  /** Above whichever is higher. */
  valueY: number;
  value: number | null;
  isShared: boolean;
  isNow: boolean;
  /** Its labels give way where the chart is narrow. */
  isMinor: boolean;
  year: number | null;
};

export const BASELINE = 192;
const TALLEST = 170;

const percent = (value: number) => `${Number(value.toFixed(2))}%`;

/** Percentages across, pixels down: letters never stretch, whatever the width. */
export function consumptionBars(months: readonly ConsumptionMonth[]): ConsumptionBar[] {
  const volumes = months.flatMap(({ volumeM3, yearAgoM3 }) => [volumeM3, yearAgoM3]);
  const greatest = Math.max(1, ...volumes.map(Number));
  const height = scaleLinear([0, greatest], [0, TALLEST]).nice(4);
  const step = 100 / months.length;
  const years = yearLabels(months);

  const boxOf = (index: number, volumeM3: string | null, share: number): Box | null => {
    if (volumeM3 === null) return null;
    const tall = Number(height(Math.max(0, Number(volumeM3))).toFixed(1));
    return {
      x: percent(step * (index + (1 - share) / 2)),
      width: percent(step * share),
      y: BASELINE - tall,
      height: tall,
    };
  };

  return months.map(({ month, volumeM3, yearAgoM3, method }, index) => {
    const bar = boxOf(index, volumeM3, 0.56);
    const lastYear = boxOf(index, yearAgoM3, 0.84);
    const top = Math.min(bar?.y ?? BASELINE, bar && lastYear ? lastYear.y : BASELINE);
    return {
      month,
      centre: percent(step * (index + 0.5)),
      bar,
      lastYear,
      valueY: top - 7,
      value: volumeM3 === null ? null : Math.round(Number(volumeM3)),
      isShared: method === 'shared',
      isNow: index === months.length - 1,
      isMinor: isMinor(months.length, index),
      year: years[index] ?? null,
    };
  });
}

/** Every second one, counted from the last, which always keeps its label. */
const isMinor = (count: number, index: number) => (count - 1 - index) % 2 === 1;

/** The year under the first month and under each January, or the next month that keeps its label. */
function yearLabels(months: readonly ConsumptionMonth[]): (number | null)[] {
  let told: number | null = null;
  return months.map(({ month }, index) => {
    const year = yearOf(month);
    const isFirst = index === 0;
    const canTell = isFirst || (!isMinor(months.length, index) && monthOf(month) <= 2);
    if (year === told || !canTell) return null;
    told = year;
    return year;
  });
}
