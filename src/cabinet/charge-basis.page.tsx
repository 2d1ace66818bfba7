import type { ComponentChildren } from 'preact';
import type { BasisReading, LineBasis } from '#src/billing/charge-line.ts';
import type { ReadingOrigin, ToldLine } from '#src/billing/lines-store.ts';
import { normNames } from '#src/billing/rate-names.ru.ts';
import { sourceText } from '#src/meters/meters.ru.ts';
import { Drum } from '#src/ui/drum.tsx';
import {
  formatDateWithYear,
  formatDays,
  formatReading,
  formatVolume,
  formatVolumePlain,
  plural,
} from '#src/ui/format.ru.ts';
import { lowerFirst, upperFirst } from '#src/ui/letter-case.ts';
import { countOfMonths } from './charge-parts.page.tsx';

export type BasisProps = {
  line: ToldLine;
  readingOrigins: ReadonlyMap<number, ReadingOrigin>;
};

export function Step(props: {
  name: string;
  value: string;
  isSum?: boolean;
  children?: ComponentChildren;
}) {
  const { name, value, isSum = false, children } = props;
  return (
    <li>
      <b>{name}</b>
      {isSum ? <b class="num">{value}</b> : <span class="num">{value}</span>}
      {children && <div class="why">{children}</div>}
    </li>
  );
}

/** The first step: what the volume was made of. */
export function BasisStep(props: BasisProps & { basis: LineBasis }) {
  const { line, basis } = props;
  const volume = formatVolume(line.measuredM3);
  switch (basis.kind) {
    case 'readings':
      return <ReadingsStep {...props} basis={basis} volume={volume} />;
    case 'average':
      return (
        <Step name="Средний расход" value={volume}>
          <p>
            За {countOfMonths(basis.months)} по счётчику прошло {formatVolume(basis.totalM3)}: в
            среднем {formatVolume(basis.monthlyM3)} в месяц.
            {shareText(basis, line.measuredM3)} Это {basis.monthInRow}-й месяц подряд, больше трёх
            по среднему не считаем.
          </p>
        </Step>
      );
    case 'norm':
      return (
        <Step name="Норматив" value={volume}>
          {basis.parts.map((part) => (
            <p key={part.use}>
              {upperFirst(normNames[part.use].home)}: {formatVolumePlain(part.normM3)} м³ ×{' '}
              {part.unit === 'm2'
                ? `${formatVolumePlain(part.quantity)}\u00a0м²`
                : `${formatVolumePlain(part.quantity)}\u00a0чел.`}
            </p>
          ))}
          <p>
            {basis.meters > 1 && `На один из ${basis.meters} счётчиков. `}
            За месяц {formatVolume(basis.monthlyM3)}.{shareText(basis, line.measuredM3)}
            {line.hasExampleNorm && <Example />}
          </p>
        </Step>
      );
    case 'reversal':
      return <BasisStep {...props} basis={basis.of} />;
    case 'privilege':
      return null;
  }
}

function ReadingsStep(
  props: BasisProps & { basis: Extract<LineBasis, { kind: 'readings' }>; volume: string },
) {
  const { line, basis, volume, readingOrigins } = props;
  const { from, to, gapMonths, differenceM3, part } = basis;
  return (
    <Step name="Показания" value={volume}>
      <p class="steps__nums">
        <ReadingDrum reading={to} digits={line.integerDigits} label="Новое показание" />
        <span>−</span>
        <ReadingDrum reading={from} digits={line.integerDigits} label="прошлое показание" />
      </p>
      <p>
        {[to, from].map((reading) => originText(reading, readingOrigins)).join('; ')}.
        {line.meterSerial && <> Счётчик № {line.meterSerial}.</>}
        {basis.isRollover && <> Счётчик перешёл через ноль.</>}
      </p>
      {gapMonths > 1 && (
        <p>
          Прошло {formatVolume(differenceM3)}. Показаний не было, поэтому поделили поровну на{' '}
          {countOfMonths(gapMonths)}
          {!part && `: на ${monthOfLine(line)} приходится ${volume}`}.
        </p>
      )}
      {part && (
        <p>
          За часть месяца газ начислен по нормативу, хотя счётчик работал. Чтобы вы не заплатили
          дважды, по счётчику взяли {formatDays(part.days)} из {part.ofDays}: {volume}.
        </p>
      )}
    </Step>
  );
}

const monthOfLine = (line: ToldLine): string =>
  line.kind === 'charge' ? 'этот месяц' : 'тот месяц';

function ReadingDrum(props: { reading: BasisReading; digits: number; label: string }) {
  const { reading, digits, label } = props;
  return (
    <Drum
      value={reading.value}
      integerDigits={digits}
      decimalDigits={(reading.value.split('.')[1] ?? '').length}
      label={`${label} ${formatReading(reading.value)}`}
    />
  );
}

function originText(reading: BasisReading, origins: ReadonlyMap<number, ReadingOrigin>): string {
  const origin = origins.get(reading.readingId);
  const when = formatDateWithYear(reading.takenOn);
  return origin ? `${when} (${lowerFirst(sourceText(origin))})` : when;
}

/** Whoever sees a made-up number must not take it for the region's. */
export const Example = () => <b class="example"> Пример: настоящее значение внесёт поставщик.</b>;

/** «за 11 дней из 30 это 410,3 м³», where it is not the whole month. */
function shareText(
  { days, daysInMonth }: { days: number; daysInMonth: number },
  volumeM3: string,
): string {
  if (days === daysInMonth) return '';
  const count = plural(days, ['день', 'дня', 'дней', 'дня']);
  return ` За ${days}\u00a0${count} из ${daysInMonth} это ${formatVolume(volumeM3)}.`;
}
