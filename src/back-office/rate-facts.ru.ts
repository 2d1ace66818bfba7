import { type NewRate, type RateKind, unitOf } from '#src/billing/rate-rules.ts';
import { rateKindText, rateOfText, rateUnitText } from '#src/billing/rates.ru.ts';
import type { NormUse } from '#src/billing/rates.ts';
import type { FactItem } from '#src/ui/facts.tsx';
import { formatDateShort, formatMonth, formatVolumePlain } from '#src/ui/format.ru.ts';

export function rateFacts(rate: NewRate): FactItem[] {
  const { kind, of, validFrom, value, source } = rate;
  return [
    { term: rateKindText[kind], value: rateOfText(kind, of) },
    {
      term: kind === 'coefficient' ? 'За месяц' : 'Действует с',
      value: rateSince(kind, validFrom),
      isNumber: true,
    },
    { term: `Значение, ${rateUnit(kind, of)}`, value: formatVolumePlain(value), isNumber: true },
    ...(source ? [{ term: 'Документ', value: source }] : []),
  ];
}

export const rateSince = (kind: RateKind, validFrom: string): string =>
  kind === 'coefficient' ? formatMonth(validFrom) : formatDateShort(validFrom);

export const rateUnit = (kind: RateKind, of: string | number | null): string =>
  kind === 'norm' ? rateUnitText[unitOf(of as NormUse)] : rateUnitText[kind];
