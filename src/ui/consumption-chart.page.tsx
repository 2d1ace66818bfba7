import {
  BASELINE,
  type ConsumptionBar,
  type ConsumptionMonth,
  consumptionBars,
} from './consumption-geometry.ts';
import { Details } from './details.tsx';
import { FileLink } from './file-link.tsx';
import { formatMonth, formatMonthTick, formatVolumePlain } from './format.ru.ts';

export type { ConsumptionMonth } from './consumption-geometry.ts';

type ChartProps = {
  /** Oldest first; the last one is «this month». */
  months: readonly ConsumptionMonth[];
  /** The finding in words: «В ноябре ушло 187 м³: почти как год назад». */
  heading: string;
  /** What stands under the heading. */
  finding?: string;
  /** The chart in words, for those who cannot see it. */
  text?: string;
  csvHref: string;
};

export const methodNames = {
  metered: 'по счётчику',
  shared: 'поделили поровну',
  estimated: 'по среднему или по нормативу',
  none: 'нет показаний',
} as const satisfies Record<ConsumptionMonth['method'], string>;

export function ConsumptionChart({ months, heading, finding, text, csvHref }: ChartProps) {
  const first = months[0];
  const last = months.at(-1);
  if (!first || !last || months.every(({ volumeM3 }) => volumeM3 === null)) {
    return (
      <section class="card" aria-labelledby="consumption">
        <h2 id="consumption">Расход газа по месяцам</h2>
        <p class="muted">
          Появится, когда примем два показания подряд: расход — разница между ними.
        </p>
      </section>
    );
  }
  const bars = consumptionBars(months);
  const period = `первый — ${formatMonth(first.month)}, последний — ${formatMonth(last.month)}`;
  return (
    <section class="card" aria-labelledby="consumption">
      <h2 id="consumption">{heading}</h2>
      {finding && <p class="muted">{finding}</p>}
      <figure class="chart">
        <svg role="img" aria-labelledby="chart-title chart-text">
          <title id="chart-title">Расход газа по месяцам</title>
          <desc id="chart-text">
            {text ?? `Столбики по месяцам: ${period}.`} Все числа есть в таблице под графиком.
          </desc>
          <Hatch />
          {bars.map((bar) => (
            <Bar key={bar.month} bar={bar} />
          ))}
          <line class="base" x1="0" x2="100%" y1={BASELINE + 0.5} y2={BASELINE + 0.5} />
        </svg>
      </figure>
      <Key bars={bars} />
      <Details summary="Показать числа таблицей">
        <ConsumptionTable months={months} />
        <p>
          <FileLink href={csvHref}>Скачать таблицу (CSV)</FileLink>
        </p>
      </Details>
    </section>
  );
}

function Hatch() {
  return (
    <defs>
      <pattern
        id="hatch"
        width="7"
        height="7"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="7" height="7" />
        <path d="M1 0v7" />
      </pattern>
    </defs>
  );
}

const barClass = (isHatched: boolean, isNow: boolean) =>
  isHatched ? 'est' : isNow ? 'b is-now' : 'b';

function Bar({ bar: one }: { bar: ConsumptionBar }) {
  const labelClass = one.isNow ? 'now' : one.isMinor ? 'minor' : undefined;
  const valueClass = one.isNow ? 'now' : one.isMinor ? 'v minor' : 'v';
  return (
    <>
      {one.lastYear && <rect class="last" {...one.lastYear} rx="2" />}
      {one.bar && <rect class={barClass(one.isHatched, one.isNow)} {...one.bar} rx="2" />}
      {one.value !== null && (
        <text class={valueClass} x={one.centre} y={one.valueY}>
          {formatVolumePlain(String(one.value))}
        </text>
      )}
      <text class={labelClass} x={one.centre} y="212">
        {formatMonthTick(one.month)}
      </text>
      {one.year && (
        <text class={one.isMinor && !one.isNow ? 'minor' : undefined} x={one.centre} y="230">
          {one.year}
        </text>
      )}
      {one.narrowYear && (
        <text class="narrow" x={one.centre} y="230">
          {one.narrowYear}
        </text>
      )}
    </>
  );
}

function Key({ bars }: { bars: readonly ConsumptionBar[] }) {
  const items = [
    { shape: 'b', label: 'Этот год', isShown: bars.some(({ lastYear }) => lastYear) },
    { shape: 'last', label: 'Год назад', isShown: bars.some(({ lastYear }) => lastYear) },
    {
      shape: 'est',
      label: hatchedLabel(bars),
      isShown: bars.some(({ isHatched }) => isHatched),
    },
  ].filter(({ isShown }) => isShown);
  if (items.length === 0) return null;
  return (
    <ul class="key">
      {items.map(({ shape, label }) => (
        <li key={shape}>
          <svg viewBox="0 0 18 18" aria-hidden="true">
            <rect class={shape} x="3" y="1" width="12" height="16" rx="2" />
          </svg>
          {label}
        </li>
      ))}
    </ul>
  );
}

function hatchedLabel(bars: readonly ConsumptionBar[]): string {
  const has = (method: ConsumptionMonth['method']) => bars.some((bar) => bar.method === method);
  if (!has('estimated')) return 'Показаний не было, поделили поровну';
  const estimated = 'Показаний нет, по среднему или по нормативу';
  return has('shared') ? `${estimated} либо поделили поровну` : estimated;
}

function ConsumptionTable({ months }: { months: readonly ConsumptionMonth[] }) {
  const volume = (volumeM3: string | null) =>
    volumeM3 === null ? '—' : formatVolumePlain(volumeM3, 2);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: else the keyboard could not scroll it
    <section class="scroll" tabIndex={0} aria-label="Расход по месяцам, таблица">
      <table class="data">
        <caption class="ds-sr-only">Расход газа по месяцам, м³</caption>
        <thead>
          <tr>
            <th scope="col">Месяц</th>
            <th scope="col">Расход, м³</th>
            <th scope="col">Год назад, м³</th>
            <th scope="col" class="l">
              Как посчитан
            </th>
          </tr>
        </thead>
        <tbody>
          {months.toReversed().map(({ month, volumeM3, yearAgoM3, method }) => (
            <tr key={month}>
              <th scope="row">{formatMonth(month)}</th>
              <td>{volume(volumeM3)}</td>
              <td>{volume(yearAgoM3)}</td>
              <td class="l">{methodNames[method]}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
