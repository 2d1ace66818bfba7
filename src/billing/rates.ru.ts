import { formatMonth } from '#src/ui/format.ru.ts';
import { upperFirst } from '#src/ui/letter-case.ts';
import { normNames, tariffNames } from './rate-names.ru.ts';
import type { RateFailureCode, RateKind } from './rate-rules.ts';
import type { MissingRate, NormUse, TariffCategory } from './rates.ts';

export const tariffText = (of: TariffCategory): string => upperFirst(tariffNames[of]);
export const normText = (of: NormUse): string => upperFirst(normNames[of].desk);

export const rateKindText = {
  tariff: 'Цены',
  norm: 'Нормативы',
  coefficient: 'Температурные коэффициенты',
  key_rate: 'Ключевая ставка',
} as const satisfies Record<RateKind, string>;

export const rateUnitText = {
  tariff: '₽/м³',
  person: 'м³ на человека',
  m2: 'м³ на м²',
  coefficient: 'k',
  key_rate: '% годовых',
} as const;

export function rateOfText(kind: RateKind, of: string | number | null): string {
  if (kind === 'tariff') return tariffText(of as TariffCategory);
  if (kind === 'norm') return normText(of as NormUse);
  return kind === 'coefficient' ? `Зона ${of}` : 'Банк России';
}

export const rateFailureText = {
  subject_missing: 'Выберите, что меняется',
  from_wrong: 'Напишите первый день цифрами, например 01.01.2027',
  from_not_first_of_month: 'Коэффициент действует месяц: укажите его первое число',
  value_missing: 'Впишите значение, например 9,624',
  value_wrong: 'Впишите число больше нуля, как в документе, например 9,624',
  source_missing: 'Назовите документ, например: приказ Службы по тарифам 118-01э/25',
  source_too_long: 'Сократите название документа: поместится 200 знаков',
  unchanged: 'Такое значение с этого дня уже действует',
} as const satisfies Record<RateFailureCode, string>;

/** «нет цены: Отопление, на 01.01.2027» */
export function missingRateText(missing: MissingRate): string {
  switch (missing.kind) {
    case 'tariff':
      return `нет цены «${tariffText(missing.category)}» на ${missing.on.split('-').reverse().join('.')}`;
    case 'norm':
      return `нет норматива «${normText(missing.use)}» на ${missing.on.split('-').reverse().join('.')}`;
    case 'coefficient':
      return `нет коэффициента зоны ${missing.climateZone} за ${formatMonth(missing.month)}`;
    case 'key_rate':
      return `нет ключевой ставки на ${missing.on.split('-').reverse().join('.')}`;
  }
}
