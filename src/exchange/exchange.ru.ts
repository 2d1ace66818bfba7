import type { FieldFault } from './field-parsers.ts';
import type { Fault, LineFault } from './line-faults.ts';

/** How a good value looks, by column; one that is not here is told by the fault alone. */
const examples: Readonly<Record<string, string>> = {
  number: '390014587201',
  unifiedNumber: '10ХР379267',
  fiasId: '154ed512-1209-4d26-ac51-2b01f18dd1ee',
  residents: '3',
  heatedArea: '58,4',
  stove: '1 или 0',
  waterHeater: '1 или 0',
  heating: '1 или 0',
  centralHotWater: '1 или 0',
  opened: '31.10.2003',
  closed: '03.03.2026',
  digits: '5',
  place: 'снаружи или внутри',
  thermocompensation: 'да или нет',
  zone: '1',
  commissioned: '07.09.2020',
  sealed: '11.09.2020',
  verifiedUntil: '27.05.2028',
  reading: '12045',
  readingDate: '21.10.2026',
  balance: '7521,89',
  penalty: '150,44',
  debtSince: '08.2026',
  lastBill: '4143,98',
  pin: '761111',
  source: 'телефон, офис, контролёр, банк, квитанция, телеметрия или прочее',
  category: 'плита, плита и водонагреватель или отопление',
  validFrom: '01.07.2026',
  validTo: '31.12.2026',
  price: '9,624',
  use: 'плита с ЦГВС, плита без ЦГВС, плита и водонагреватель, водонагреватель или отопление',
  norm: '11,5',
  unit: 'чел или м2',
  month: '08.2026',
  coefficient: '1,06',
  rate: '14,25',
  share: '0,5 или 50%',
  event:
    'неисправность заявлена, неисправность выявлена, снят на поверку, поставлен, заменён, отключён, подключён, не допущен, контрольное показание, временное отсутствие, проживает или площадь',
  startsOn: '11.12.2026',
  endsOn: '24.12.2026',
  paidOn: '11.12.2026',
  amount: '1240,50',
  channel: 'касса, банк, сбп, карта, почта, терминал, кабинет или другое',
  operation: '20261211-0017',
  volume: '62,5',
  charged: '601,50',
  recalculated: '-158,79',
  penalties: '12,04',
  paid: '1240,50',
  closing: '-300,00',
};

const fieldAdvice = {
  empty: 'Заполните поле',
  not_a_number: 'Запишите число цифрами',
  not_whole: 'Запишите целое число',
  negative: 'Запишите число без минуса',
  too_small: 'Число слишком мало: проверьте его',
  too_large: 'Число слишком велико: проверьте его',
  too_many_decimals: 'Слишком много знаков после запятой: уберите лишние',
  not_a_date: 'Запишите дату как дд.мм.гггг или гггг-мм-дд',
  no_such_date: 'Такой даты нет: проверьте день и месяц',
  date_too_early: 'Дата слишком давняя: проверьте год',
  date_in_future: 'Дата позже дня, на который составлен файл: проверьте её',
  date_too_late: 'Дата слишком далеко в будущем: проверьте год',
  not_a_month: 'Запишите месяц как мм.гггг',
  not_a_choice: 'Запишите одно из принятых слов',
  too_long: 'Текст слишком длинный: сократите его',
  bad_characters: 'В тексте есть недопустимые знаки: запишите его буквами',
  bad_form: 'Запишите значение целиком и без лишних знаков',
} satisfies Record<FieldFault, string>;

type Comparison = Exclude<LineFault, FieldFault>;

const line = (otherLine: number | undefined): string =>
  otherLine ? `строке ${otherLine}` : 'другой строке';

const comparisonAdvice = {
  column_count: () =>
    'В строке не столько полей, сколько заголовков: проверьте разделители и кавычки.',
  broken_quotes: () => 'Кавычки стоят неверно: закройте их или удвойте кавычку внутри текста.',
  over_capacity: () =>
    'В показании больше цифр до запятой, чем у счётчика: проверьте показание и разрядность.',
  closed_before_opened: () => 'Счёт закрыт раньше, чем открыт: проверьте обе даты.',
  meter_column_empty: () =>
    'Заполните поле: остальные сведения о счётчике в строке есть. Если счётчика нет, очистите их все.',
  differs_within_personal_account: ({ otherLine }) =>
    `Значение расходится с тем, что в ${line(otherLine)}: в строках одного лицевого счёта оно должно быть одним и тем же и читаться.`,
  duplicate_line: ({ otherLine }) => `Удалите строку: она повторяет то, что в ${line(otherLine)}.`,
  contradicting_line: ({ otherLine }) =>
    `О том же счётчике другие сведения в ${line(otherLine)}: оставьте одну, верную строку.`,
  meterless_line_among_meters: ({ otherLine }) =>
    `Удалите строку без счётчика или впишите его номер: счётчик этого лицевого счёта есть в ${line(otherLine)}.`,
  unknown_personal_account: () =>
    'Такого лицевого счёта у нас нет: проверьте номер или сначала загрузите реестр.',
  closed_personal_account: ({ ours }) =>
    `Лицевой счёт закрыт${ours ? ` ${ours}` : ''}: проверьте номер и дату.`,
  unknown_meter: ({ ours }) =>
    `У лицевого счёта нет такого счётчика${ours ? `; есть ${ours}` : ''}: проверьте номер.`,
  removed_meter: ({ ours }) => `Счётчик снят${ours ? ` ${ours}` : ''}: проверьте номер и дату.`,
  below_previous: ({ ours }) =>
    `Показание меньше предыдущего${ours ? ` (${ours})` : ''}: проверьте его. Если счётчик перешёл через ноль или заменён, это решает сотрудник.`,
  above_next: ({ ours }) =>
    `Показание больше следующего за ним${ours ? ` (${ours})` : ''}: проверьте показание и дату.`,
  returns_too_much: ({ ours }) =>
    `Показание возвращает больше, чем по счётчику начислено${ours ? ` (${ours.replace('.', ',')}\u00a0м³)` : ''}: проверьте его. Если оно верно, внесите его на рабочем месте: подтвердит второй сотрудник.`,
  against_next: ({ ours }) =>
    `Показание не вяжется со следующими за ним${ours ? ` (${ours})` : ''}: проверьте показание и дату.`,
  other_value_that_day: ({ ours }) =>
    `За этот день уже принято другое показание${ours ? ` (${ours})` : ''}: оставьте верное.`,
  before_commissioning: ({ ours }) =>
    `Дата раньше ввода счётчика${ours ? ` (${ours})` : ''}: проверьте её.`,
  impossible_volume: ({ ours }) =>
    `Столько газа счётчик пропустить не мог${ours ? ` (предыдущее: ${ours})` : ''}: проверьте показание.`,
  contradicting_entry: ({ otherLine }) =>
    `О том же другие сведения в ${line(otherLine)}: оставьте одну, верную строку.`,
  not_for_this_event: () => 'У этого события значения нет: очистите поле.',
  needed_for_this_event: () => 'Заполните поле: без него это событие ничего не значит.',
  meter_not_for_this_event: () =>
    'Это событие всего лицевого счёта, а не счётчика: уберите заводской номер.',
  end_before_beginning: ({ ours }) =>
    `Конец раньше начала${ours ? ` (${ours})` : ''}: проверьте обе даты.`,
  end_not_for_this_event: () =>
    'У этого события нет конца: очистите «По», а то, что было потом, внесите отдельной строкой.',
  overlapping_privilege: ({ ours }) =>
    `В эти дни уже действует другая льгота${ours ? ` (${ours})` : ''}: исправьте дни.`,
  unit_not_of_this_use: () =>
    'Норматив на отопление считают на м2, остальные на чел: исправьте единицу.',
  returned_payment: () =>
    'Возврат не загружают как платёж: верните исходный платёж сторнирующей записью.',
  known_operation: ({ ours }) =>
    `Платёж с этим номером уже принят, но другой${ours ? ` (${ours})` : ''}: проверьте номер операции, сумму, дату и счёт.`,
  month_of_our_books: ({ ours }) =>
    `С ${ours ?? 'этого месяца'} начисляет портал: загрузите только более ранние месяцы.`,
  other_charges_that_month: ({ ours }) =>
    `За этот месяц уже загружены другие суммы${ours ? ` (импорт № ${ours})` : ''}: оставьте их или сначала отмените тот импорт.`,
  not_a_sbp_link: () =>
    'Это не ссылка СБП: запишите её целиком, как дал банк, с https://qr.nspk.ru/ до crc.',
  sbp_link_misprinted: () =>
    'Контрольная сумма ссылки не сходится: в ней опечатка, скопируйте её у банка заново.',
  sbp_link_of_one_payment: () =>
    'Эта ссылка на один платёж: для квитанций нужна постоянная, она начинается с AS, type=01.',
  sbp_link_of_one_sum: () =>
    'В ссылке записана сумма, и по ней каждый месяц платили бы одно и то же: возьмите у банка ссылку без суммы.',
  sbp_link_of_other: ({ ours }) =>
    `Эта ссылка уже у счёта${ours ? ` ${ours}` : ' другого'}: деньги пришли бы туда, проверьте файл банка.`,
} satisfies Record<Comparison, (fault: Fault<string>) => string>;

const isComparison = (fault: LineFault): fault is Comparison =>
  Object.hasOwn(comparisonAdvice, fault);

/** «Что сделать»: what a person at the supplier's billing should do with the line. */
export function adviceOf(fault: Fault<string>): string {
  const code = fault.fault;
  if (isComparison(code)) return comparisonAdvice[code](fault);
  const example = fault.column === null ? undefined : examples[fault.column];
  return example ? `${fieldAdvice[code]}, например ${example}.` : `${fieldAdvice[code]}.`;
}
