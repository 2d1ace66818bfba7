import type { Registry } from '#src/banks/registries-store.ts';
import type { RowFate } from '#src/banks/registry-view.ts';
import type { FactItem } from '#src/ui/facts.tsx';
import { formatDateShort, formatMoney } from '#src/ui/format.ru.ts';

export const registryStateText = {
  loaded: 'Ждёт проведения',
  approved: 'Проводится',
  posted: 'Проведён',
  stornoing: 'Сторнируется',
  stornoed: 'Сторнирован',
  dropped: 'Отброшен',
} as const satisfies Record<Registry['state'], string>;

export const rowFateText = {
  to_post: 'Будет зачислено',
  posted: 'Зачислено',
  matched: 'Оплачено онлайн раньше',
  unidentified: 'Невыяснено',
  differs: 'Онлайн иначе',
} as const satisfies Record<RowFate, string>;

const reasons: Record<string, string> = {
  unknown: 'такого лицевого счёта нет',
  bad_form: 'это не номер лицевого счёта',
  several: 'под этим номером несколько счетов',
  closed: 'лицевой счёт закрыт',
  before_books: 'день платежа раньше начала учёта по счёту',
};

/** Why money could not go by itself. */
export const unidentifiedText = (reason: string): string => reasons[reason] ?? reason;

export const registryDays = ({
  firstDay,
  lastDay,
}: Pick<Registry, 'firstDay' | 'lastDay'>): string =>
  firstDay === lastDay
    ? formatDateShort(firstDay)
    : `${formatDateShort(firstDay)} – ${formatDateShort(lastDay)}`;

export const registryFacts = (registry: Registry): FactItem[] => [
  { term: 'Банк', value: registry.agentName },
  { term: 'Файл', value: registry.fileName },
  { term: 'Дни платежей', value: registryDays(registry), isNumber: true },
  { term: 'Платежей', value: registry.rowsCount.toLocaleString('ru-RU'), isNumber: true },
  { term: 'Сумма', value: formatMoney(registry.totalKopecks), isNumber: true },
];

export const bankText = {
  lead: 'Невыясненные суммы, расхождения со шлюзами и банками, чеки и реестры платежей',
  onlyAccountant: 'Решает бухгалтер.',
};
