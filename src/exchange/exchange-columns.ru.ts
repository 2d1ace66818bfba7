import type { AccountEventKind } from '#src/billing/billing-facts.ts';
import { normNames, tariffNames, wordsOf } from '#src/billing/rate-names.ru.ts';

/** Headings and words of the files beside the register and readings, exactly as they are written. */
export const tariffColumns = [
  { key: 'category', heading: 'Категория' },
  { key: 'validFrom', heading: 'Действует с' },
  { key: 'price', heading: 'Цена за м³' },
] as const;

export const normColumns = [
  { key: 'use', heading: 'Назначение' },
  { key: 'validFrom', heading: 'Действует с' },
  { key: 'norm', heading: 'Норматив' },
  { key: 'unit', heading: 'Единица' },
] as const;

export const coefficientColumns = [
  { key: 'zone', heading: 'Зона' },
  { key: 'month', heading: 'Месяц' },
  { key: 'coefficient', heading: 'Коэффициент' },
] as const;

export const keyRateColumns = [
  { key: 'validFrom', heading: 'Действует с' },
  { key: 'rate', heading: 'Ставка' },
] as const;

export const privilegeColumns = [
  { key: 'number', heading: 'Лицевой счёт' },
  { key: 'validFrom', heading: 'Действует с' },
  { key: 'validTo', heading: 'По' },
  { key: 'share', heading: 'Доля' },
] as const;

export const sbpLinkColumns = [
  { key: 'number', heading: 'Лицевой счёт' },
  { key: 'link', heading: 'Ссылка СБП' },
] as const;

export const eventColumns = [
  { key: 'number', heading: 'Лицевой счёт' },
  { key: 'serial', heading: 'Заводской номер' },
  { key: 'event', heading: 'Событие' },
  { key: 'startsOn', heading: 'С' },
  { key: 'endsOn', heading: 'По' },
  { key: 'value', heading: 'Значение' },
  { key: 'document', heading: 'Документ' },
] as const;

export const paymentColumns = [
  { key: 'number', heading: 'Лицевой счёт' },
  { key: 'paidOn', heading: 'Дата' },
  { key: 'amount', heading: 'Сумма' },
  { key: 'channel', heading: 'Источник' },
  { key: 'operation', heading: 'Номер операции' },
] as const;

export const chargeColumns = [
  { key: 'number', heading: 'Лицевой счёт' },
  { key: 'month', heading: 'Месяц' },
  { key: 'volume', heading: 'Объём' },
  { key: 'charged', heading: 'Начислено' },
  { key: 'recalculated', heading: 'Перерасчёт' },
  { key: 'penalties', heading: 'Пени' },
  { key: 'paid', heading: 'Оплачено' },
  { key: 'closing', heading: 'Исходящее сальдо' },
] as const;

export const categoryWords = wordsOf(tariffNames, (name) => name);

export const normUseWords = wordsOf(normNames, ({ file }) => file);

export const unitWords = { чел: 'person', 'чел.': 'person', м2: 'm2', 'м²': 'm2' } as const;

export const eventWords: Readonly<Record<string, AccountEventKind>> = {
  'неисправность заявлена': 'fault_reported',
  'неисправность выявлена': 'fault_found',
  'снят на поверку': 'removed_for_verification',
  поставлен: 'installed',
  заменён: 'replaced',
  отключён: 'disconnected',
  подключён: 'connected',
  'не допущен': 'access_refused',
  'контрольное показание': 'control_reading',
  'временное отсутствие': 'temporary_absence',
  проживает: 'residents',
  площадь: 'heated_area',
};

/** «Источник» of a payment → the channel that the ledger names. */
export const channelWords = {
  касса: 'cash_desk',
  банк: 'bank',
  сбп: 'sbp',
  карта: 'card',
  почта: 'post',
  терминал: 'terminal',
  кабинет: 'cabinet',
  другое: 'other',
  прочее: 'other',
} as const;
