import type { AccountEventKind } from './billing-facts.ts';
import type { ChargeMethod } from './charge-line.ts';
import type { DifferenceReason } from './compare-months.ts';
import type { Clause } from './explain-line.ts';

/** Russian of charges that pages, files and programs share. */

/** How a volume came about, as the heading of a line. */
export const methodText = {
  METER: 'По счётчику',
  AVG_P31: 'По среднему: показаний не было',
  NORM_P31: 'По нормативу: показаний не было',
  AVG_P30: 'По среднему: счётчик был снят',
  NORM_P30: 'По нормативу: счётчик снят больше трёх месяцев',
  NORM_P28_REPORTED: 'По нормативу: счётчик неисправен',
  NORM_P28_INSPECTION: 'По нормативу: неисправность нашла проверка',
  NORM_EXPIRED: 'По нормативу: срок поверки закончился',
  NORM_NO_METER: 'По нормативу: счётчика нет',
  NORM_NO_ACCESS: 'По нормативу: не допустили к проверке',
  PRIVILEGE: 'Льгота',
} satisfies Record<ChargeMethod, string>;

/** The same under a month's name in the list; what is usual is not told. */
export const methodRemark: Partial<Record<ChargeMethod, string>> = {
  AVG_P31: 'по среднему, без показаний',
  NORM_P31: 'по нормативу, без показаний',
  AVG_P30: 'по среднему, счётчик снят',
  NORM_P30: 'по нормативу, счётчик снят',
  NORM_P28_REPORTED: 'по нормативу, счётчик неисправен',
  NORM_P28_INSPECTION: 'по нормативу, счётчик неисправен',
  NORM_EXPIRED: 'по нормативу, нет поверки',
  NORM_NO_METER: 'по нормативу, счётчика нет',
  NORM_NO_ACCESS: 'по нормативу, не было проверки',
};

/** Why a line is as it is: one sentence. */
export const methodReason = {
  METER: '',
  AVG_P31:
    'Показаний за месяц мы не получили. До трёх месяцев подряд считаем по вашему среднему расходу, а когда придёт показание, пересчитаем.',
  NORM_P31:
    'По среднему считаем не больше трёх месяцев подряд и только когда есть из чего его взять. Теперь считаем по нормативу, пока не придёт показание.',
  AVG_P30:
    'Счётчик сняли: на поверку, в ремонт или чтобы заменить. До трёх месяцев подряд считаем по вашему среднему расходу.',
  NORM_P30: 'Счётчик снят больше трёх месяцев подряд. С четвёртого считаем по нормативу.',
  NORM_P28_REPORTED:
    'Вы сообщили о неисправности счётчика или пломбы. Со дня сообщения и до ремонта считаем по нормативу.',
  NORM_P28_INSPECTION:
    'Неисправность нашли при проверке. Считаем по нормативу со дня прошлой проверки, но не больше шести месяцев.',
  NORM_EXPIRED:
    'Срок поверки закончился: такой счётчик приравнен к отсутствующему. Пересчитать по показаниям потом нельзя.',
  NORM_NO_METER: 'Счётчика нет, поэтому считаем по нормативу.',
  NORM_NO_ACCESS:
    'К проверке не допустили, об этом составлен акт. До проверки считаем по нормативу.',
  PRIVILEGE: 'Часть суммы за вас платит бюджет.',
} satisfies Record<ChargeMethod, string>;

export const clauseText = {
  p25: 'пункт 25',
  p26: 'пункт 26',
  p27: 'пункт 27',
  p28: 'пункт 28',
  p30: 'пункт 30',
  p31: 'пункт 31',
  p32: 'пункт 32',
  p34: 'пункт 34',
  p62: 'пункт 62',
  zhk155: 'часть 14 статьи 155 ЖК РФ',
} satisfies Record<Clause, string>;

export const eventText = {
  fault_reported: 'вы сообщили о неисправности',
  fault_found: 'проверка нашла неисправность',
  removed_for_verification: 'счётчик сняли на поверку',
  installed: 'счётчик поставили',
  replaced: 'счётчик заменили',
  disconnected: 'газ отключили',
  connected: 'газ подключили',
  access_refused: 'не допустили к проверке',
  control_reading: 'контрольное показание',
  temporary_absence: 'временное отсутствие',
  residents: 'изменилось число проживающих',
  heated_area: 'изменилась отапливаемая площадь',
} satisfies Record<AccountEventKind, string>;

export const differenceText = {
  volume: 'Расход газа',
  method: 'Способ расчёта',
  days: 'Число дней в месяце',
  coefficient: 'Коэффициент к объёму',
  price: 'Тариф',
  other: 'Тариф, коэффициент и прочее',
  privilege: 'Льгота',
  recalculation: 'Перерасчёт',
  penalty: 'Пени',
} satisfies Record<DifferenceReason, string>;

const channelNames: Record<string, string> = {
  cash_desk: 'касса',
  bank: 'банк',
  card: 'банковская карта',
  sbp: 'СБП',
  post: 'почта',
  terminal: 'терминал',
  cabinet: 'личный кабинет',
  other: 'другим способом',
};

/** How money came; what the supplier calls it otherwise stays as it is. */
export const channelText = (channel: string): string => channelNames[channel] ?? channel;
