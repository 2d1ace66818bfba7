import type { AccountEventKind } from '#src/billing/billing-facts.ts';
import type { NewCorrection } from '#src/billing/correction-rules.ts';
import { correctionPartText, correctionWayText } from '#src/billing/corrections.ru.ts';
import { eventKindText } from '#src/billing/events.ru.ts';
import type { ExcessReturn } from '#src/billing/excess-return.ts';
import type { MeterCard } from '#src/meters/list-meters.ts';
import { addDays, type PlainDate } from '#src/plain-date.ts';
import type { FactItem } from '#src/ui/facts.tsx';
import {
  formatDateShort,
  formatMoney,
  formatMonth,
  formatReading,
  formatShare,
  formatVolume,
  formatVolumePlain,
} from '#src/ui/format.ru.ts';

type ShownEvent = {
  kind: AccountEventKind;
  meterId: number | null;
  startsOn: PlainDate;
  endsOn: PlainDate | null;
  value: string | null;
  document: string;
};

export function eventFacts(event: ShownEvent, meters: readonly MeterCard[]): FactItem[] {
  const serial = serialOf(event.meterId, meters);
  const value = eventValue(event);
  return [
    { term: 'Событие', value: eventKindText[event.kind] },
    ...(serial ? [{ term: 'Счётчик', value: serial }] : []),
    { term: 'С', value: formatDateShort(event.startsOn), isNumber: true },
    ...(event.endsOn ? [{ term: 'По', value: formatDateShort(event.endsOn), isNumber: true }] : []),
    ...(value ? [{ term: 'Значение', value, isNumber: true }] : []),
    ...(event.document ? [{ term: 'Документ', value: event.document }] : []),
  ];
}

type ShownControl = { meterId: number; value: string; takenOn: PlainDate };

/** What an inspector saw, and how much of it was never charged. */
export function controlFacts(
  { meterId, value, takenOn }: ShownControl,
  { meters, excess }: { meters: readonly MeterCard[]; excess: ExcessReturn | null },
): FactItem[] {
  return [
    { term: 'Счётчик', value: serialOf(meterId, meters) ?? '' },
    { term: 'Контрольное показание', value: formatReading(value), isNumber: true },
    { term: 'Снято', value: formatDateShort(takenOn), isNumber: true },
    ...(excess
      ? [
          { term: 'Вернёт', value: formatVolume(excess.returnedM3), isNumber: true },
          {
            term: 'По счётчику начислено',
            value: formatVolume(excess.chargedM3),
            isNumber: true,
          },
        ]
      : []),
  ];
}

export const serialOf = (meterId: number | null, meters: readonly MeterCard[]): string | null =>
  meters.find((meter) => meter.meterId === meterId)?.serialNumber ?? null;

/** «3 чел.», «64,5 м²» */
export function eventValue({ kind, value }: Pick<ShownEvent, 'kind' | 'value'>): string | null {
  if (value === null) return null;
  const number = formatVolumePlain(value);
  if (kind === 'heated_area') return `${number}\u00a0м²`;
  return kind === 'residents' || kind === 'temporary_absence' ? `${number}\u00a0чел.` : number;
}

export const monthFact = (month: string): FactItem => ({
  term: 'Месяц',
  value: formatMonth(month),
});

export const correctionFacts = ({ part, amountKopecks, forMonth }: NewCorrection): FactItem[] => [
  {
    term: correctionPartText[part],
    value: correctionWayText[amountKopecks < 0 ? 'reduce' : 'increase'],
  },
  { term: 'Сумма', value: formatMoney(Math.abs(amountKopecks)), isNumber: true },
  { term: 'За месяц', value: formatMonth(forMonth) },
];

type ShownPrivilege = {
  validFrom: PlainDate;
  validTo: PlainDate | null;
  share: string;
  category: string;
};

export function privilegeFacts(privilege: ShownPrivilege): FactItem[] {
  const { validFrom, validTo, share, category } = privilege;
  return [
    { term: 'Льгота', value: formatShare(share), isNumber: true },
    ...(category ? [{ term: 'Категория', value: category }] : []),
    { term: 'С', value: formatDateShort(validFrom), isNumber: true },
    {
      term: 'По',
      value: validTo ? formatDateShort(addDays(validTo, -1)) : 'без срока',
      isNumber: true,
    },
  ];
}

/** «май 2026 – август 2026» */
export function monthsText(months: readonly string[]): string {
  const [first, last] = [months[0], months.at(-1)];
  if (!first || !last) return '';
  return first === last ? formatMonth(first) : `${formatMonth(first)} – ${formatMonth(last)}`;
}
