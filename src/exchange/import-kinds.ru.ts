import type { ImportCounts, ImportKind } from './import-types.ts';

/** A kind of file as it begins a sentence, and what its own rows are. */
export const kindNames = {
  register: 'Реестр',
  readings: 'Показания',
  charges: 'Начисления прежней системы',
  payments: 'Платежи',
  events: 'События',
  tariffs: 'Тарифы',
  norms: 'Нормативы',
  coefficients: 'Коэффициенты',
  key_rates: 'Ключевые ставки',
  privileges: 'Льготы',
  sbp_links: 'Ссылки СБП',
} satisfies Record<ImportKind, string>;

export const count = (number: number): string => number.toLocaleString('ru-RU');

type RowKind = Exclude<ImportKind, 'register' | 'readings'>;

const replaced = {
  events: 'из них вместо прежних',
  privileges: 'из них вместо прежних',
  sbp_links: 'из них вместо прежних',
  tariffs: 'из них новые значения известных',
  norms: 'из них новые значения известных',
  coefficients: 'из них новые значения известных',
  key_rates: 'из них новые значения известных',
  charges: '',
  payments: '',
} satisfies Record<RowKind, string>;

/** What an import has changed, a line for each thing. */
export function changeLines({
  counts,
  kind,
}: {
  counts: ImportCounts;
  kind: ImportKind;
}): string[] {
  const readings = `  Показания: добавлено ${count(counts.readingsAdded)}`;
  if (kind === 'register') {
    return [
      `  Лицевые счета: добавлено ${count(counts.accountsAdded)}, изменено ${count(counts.accountsChanged)}, закрыто ${count(counts.accountsEnded)}`,
      `  Смена абонента: ${count(counts.holdersChanged)}, прежним жильцам прекращён доступ к новому: ${count(counts.accessEnded)}`,
      `  Счётчики: добавлено ${count(counts.metersAdded)}, изменено ${count(counts.metersChanged)}, снято ${count(counts.metersEnded)}`,
      readings,
      ...(counts.accountsRecalculated > 0
        ? [
            `  Меняет закрытые месяцы: счетов ${count(counts.accountsRecalculated)}, пересчитаем при закрытии открытого месяца`,
          ]
        : []),
    ];
  }
  if (kind === 'readings') {
    return [
      `${readings}, уже были ${count(counts.readingsKnown)}, не учитываются из-за поверки ${count(counts.readingsStored)}`,
    ];
  }
  const word = replaced[kind];
  return [
    `  ${kindNames[kind]}: добавлено ${count(counts.rowsAdded)}${word ? `, ${word} ${count(counts.rowsReplaced)}` : ''}, уже были ${count(counts.rowsKnown)}`,
    ...(counts.rowsInBalance > 0
      ? [
          `  Уплачены до месяца реестра и уже в его сальдо, сохранены для истории: ${count(counts.rowsInBalance)}`,
        ]
      : []),
    ...(kind === 'events'
      ? [
          `${readings}, не учитываются из-за поверки ${count(counts.readingsStored)}`,
          `  Счётчики: изменено ${count(counts.metersChanged)}`,
        ]
      : []),
  ];
}
