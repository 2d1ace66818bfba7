import { scaleLinear } from 'd3-scale';
import { monthOf, type PlainMonth, yearOf } from '#src/plain-date.ts';

export type ConsumptionMonth = {
  month: PlainMonth;
  /** null: not known (yet). */
  volumeM3: string | null;
  yearAgoM3: string | null;
  /**
   * shared: there was no reading, the difference was shared among the months of the gap; estimated:
   * charged by average or norm, and no reading has replaced it yet.
   */
  method: 'metered' | 'shared' | 'estimated' | 'none';
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
  /** Nobody read the counter: hatched. */
  isHatched: boolean;
  method: ConsumptionMonth['method'];
  isNow: boolean;
  /** Its labels give way where the chart is narrow. */
  isMinor: boolean;
  year: number | null;
  /** The year where the chart is narrow, when the month that tells it elsewhere gives way there. */
  narrowYear: number | null;
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
      isHatched: method === 'shared' || method === 'estimated',
      method,
      isNow: index === months.length - 1,
      isMinor: isMinor(months.length, index),
      year: tellsYear(months, index) ? yearOf(month) : null,
      // The month that tells the year may give way where the chart is narrow: the next stands in.
      narrowYear:
        index > 0 && tellsYear(months, index - 1) && isMinor(months.length, index - 1)
          ? yearOf(month)
          : null,
    };
  });
}

/** Every second one, counted from the last, which always keeps its label. */
const isMinor = (count: number, index: number) => (count - 1 - index) % 2 === 1;

/**
 * Whether a year is told under the month: under the first one and each January, but not under a
 * lone December, whose neighbour tells the next year.
 */
function tellsYear(months: readonly ConsumptionMonth[], index: number): boolean {
  const isJanuary = (at: number) => {
    const month = months[at]?.month;
    return month !== undefined && monthOf(month) === 1;
  };
  return index === 0 ? !isJanuary(1) : isJanuary(index);
}
