import type { ComponentChildren } from 'preact';
import type { BasisReading, LineBasis } from '#src/billing/charge-line.ts';
import { clauseText, eventText, methodReason, methodText } from '#src/billing/charges.ru.ts';
import { type Clause, clausesOf, vatInside } from '#src/billing/explain-line.ts';
import type { ReadingOrigin, ToldLine } from '#src/billing/lines-store.ts';
import { capitalized, normNames } from '#src/billing/rate-names.ru.ts';
import { tariffText } from '#src/billing/rates.ru.ts';
import type { BillingRules } from '#src/billing/rates.ts';
import { sourceText } from '#src/meters/meters.ru.ts';
import { addDays, addMonths, type PlainDate } from '#src/plain-date.ts';
import { href } from '#src/routes.ts';
import { Drum } from '#src/ui/drum.tsx';
import {
  formatDate,
  formatDateWithYear,
  formatDays,
  formatMoney,
  formatMonthIn,
  formatReading,
  formatVolume,
  formatVolumePlain,
  plural,
} from '#src/ui/format.ru.ts';

export type StepsProps = {
  line: ToldLine;
  readingOrigins: ReadonlyMap<number, ReadingOrigin>;
  vat: BillingRules['vat'];
  /** How many lines the month has: one needs no name of its own. */
  isOnly: boolean;
};

/** One sum, from what was read to what is to be paid: each step leads to the next. */
export function ChargeSteps(props: StepsProps) {
  const { line, isOnly } = props;
  const { basis } = line;
  return (
    <section
      class="calc"
      aria-label={`${methodText[line.method]}: ${formatMoney(line.amountKopecks)}`}
    >
      {!isOnly && (
        <h3>
          {methodText[line.method]}, {periodText(line.from, line.to)}
        </h3>
      )}
      {methodReason[line.method] && (
        <p class="small">
          {methodReason[line.method]} <Event line={line} />
        </p>
      )}
      <ol class="steps">
        {basis.kind === 'privilege' ? (
          <Step
            name={`Доля льготы ${percentText(basis.share)}`}
            value={formatMoney(line.amountKopecks)}
            isSum
          >
            От начисленного {formatMoney(basis.ofKopecks)}.
          </Step>
        ) : (
          <>
            <BasisStep {...props} basis={basis} />
            <CoefficientStep line={line} />
            <TariffStep {...props} />
          </>
        )}
      </ol>
      <Clauses of={clausesOf(line)} />
    </section>
  );
}

function Step(props: {
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

function BasisStep(props: StepsProps & { basis: LineBasis }) {
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
              {capitalized(normNames[part.use].home)}: {formatVolumePlain(part.normM3)} м³ ×{' '}
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
  props: StepsProps & { basis: Extract<LineBasis, { kind: 'readings' }>; volume: string },
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
  new Map([['charge', 'этот месяц']]).get(line.kind) ?? 'тот месяц';

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

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

function CoefficientStep({ line }: { line: ToldLine }) {
  const { coefficient, volumeM3, basis } = line;
  if (coefficient === '1') return null;
  if (basis.kind !== 'readings' && basis.kind !== 'reversal') return null;
  return (
    <Step name={`Коэффициент × ${formatVolumePlain(coefficient)}`} value={formatVolume(volumeM3)}>
      Счётчик на улице и без термокорректора: холодный газ плотнее. Значение на месяц утвердил
      Росстандарт, применяем по пункту 26 Правил поставки газа.
      {line.hasExampleCoefficient && <Example />}
    </Step>
  );
}

function TariffStep({ line, vat }: StepsProps) {
  const { tariff, pricePerM3, amountKopecks } = line;
  const inside = vatInside(amountKopecks, addDays(line.to, -1), vat);
  return (
    <Step
      name={`Тариф × ${formatVolumePlain(pricePerM3)}\u00a0₽ за\u00a0м³`}
      value={formatMoney(amountKopecks)}
      isSum
    >
      {tariffText(tariff.category)}, с {formatDateWithYear(tariff.validFrom)}.
      {tariff.source && ` ${tariff.source}.`}
      {inside &&
        ` Внутри НДС ${formatVolumePlain(inside.percent)}\u00a0%: ${formatMoney(inside.amountKopecks)}.`}
      {tariff.isExample && <Example />}
    </Step>
  );
}

/** Whoever sees a made-up number must not take it for the region's. */
const Example = () => <b class="example"> Пример: настоящее значение внесёт поставщик.</b>;

function Event({ line: { event } }: { line: ToldLine }) {
  if (!event) return null;
  const paper = event.document && `, ${event.document}`;
  return (
    <>
      {formatDate(event.startsOn)}: {eventText[event.kind]}
      {paper}.
    </>
  );
}

/** Where the rule itself can be read. */
export function Clauses({ of: those }: { of: readonly Clause[] }) {
  if (those.length === 0) return null;
  return (
    <p class="small">
      Основание:{' '}
      {those.map((clause, index) => (
        <>
          {index > 0 && ', '}
          <a href={`${href('rules')}#${clause}`}>{clauseText[clause]}</a>
        </>
      ))}
      {those.every((clause) => clause !== 'zhk155') && ' Правил поставки газа'}
    </p>
  );
}

/** «за 11 дней из 30 это 410,3 м³», where it is not the whole month. */
function shareText(
  { days, daysInMonth }: { days: number; daysInMonth: number },
  volumeM3: string,
): string {
  if (days === daysInMonth) return '';
  const count = plural(days, ['день', 'дня', 'дней', 'дня']);
  return ` За ${days}\u00a0${count} из ${daysInMonth} это ${formatVolume(volumeM3)}.`;
}

export const countOfMonths = (months: number): string =>
  `${months}\u00a0${plural(months, ['месяц', 'месяца', 'месяцев', 'месяца'])}`;

/** «1–14 апреля», «весь апрель» is said by the page already. */
export function periodText(from: PlainDate, to: PlainDate): string {
  const last = addDays(to, -1);
  if (from === last) return formatDate(from);
  if (from.endsWith('-01') && to === addMonths(from, 1))
    return `за весь месяц, в ${formatMonthIn(from)}`;
  if (from.slice(0, 7) === last.slice(0, 7)) return `${Number(from.slice(8))}–${formatDate(last)}`;
  return `${formatDate(from)} – ${formatDate(last)}`;
}

const percentText = (share: string): string =>
  `${formatVolumePlain(String(Number(share) * 100))}\u00a0%`;
