import type { EventFailureCode } from './account-event.ts';
import type { AccountEventKind } from './billing-facts.ts';
import type { PrivilegeFailureCode } from './privilege-rules.ts';

export const eventKindText = {
  fault_reported: 'Неисправность заявлена',
  fault_found: 'Неисправность выявлена',
  removed_for_verification: 'Снят на поверку',
  installed: 'Поставлен',
  replaced: 'Заменён',
  disconnected: 'Отключён',
  connected: 'Подключён',
  access_refused: 'Не допущен',
  control_reading: 'Контрольное показание',
  temporary_absence: 'Временное отсутствие',
  residents: 'Проживает',
  heated_area: 'Площадь',
} as const satisfies Record<AccountEventKind, string>;

export const eventFailureText = {
  kind_missing: 'Выберите, что произошло',
  meter_missing: 'Выберите счётчик: это событие о нём',
  from_wrong: 'Напишите день цифрами, например 11.12.2026',
  from_in_future: 'Этот день ещё не наступил: вносят то, что уже случилось',
  from_before_opening: 'Счёта тогда ещё не было. Укажите день не раньше его открытия',
  from_after_closing: 'Счёт к этому дню закрыт. Укажите более ранний день',
  to_wrong: 'Напишите последний день цифрами, например 21.12.2026',
  to_missing: 'Укажите последний день: без него отсутствие не пересчитать',
  to_not_wanted: 'У этого события нет конца. Сотрите этот день',
  to_before_from: 'Последний день раньше первого. Проверьте даты',
  to_too_far: 'Проверьте год: так далеко вперёд не записывают',
  value_missing: 'Впишите число: без него непонятно, что изменилось',
  value_wrong: 'Впишите число: людей целое, площадь больше нуля, например 3 или 64,5',
  value_not_wanted: 'У этого события нет значения. Показание вносят отдельно, сотрите число',
  more_than_residents: 'Отсутствовало больше людей, чем проживает. Проверьте число',
  document_missing: 'Назовите документ, например: акт 18 от 11.12.2026',
  document_too_long: 'Сократите название документа: поместится 200 знаков',
  doubled: 'Такое событие за этот день уже внесено',
} as const satisfies Record<EventFailureCode, string>;

export const privilegeFailureText = {
  from_wrong: 'Напишите первый день цифрами, например 01.12.2026',
  from_after_closing: 'Счёт к этому дню закрыт. Укажите более ранний день',
  to_wrong: 'Напишите последний день цифрами, например 31.12.2027',
  to_before_from: 'Последний день раньше первого. Проверьте даты',
  to_too_far: 'Проверьте год: так далеко вперёд льготу не дают',
  share_missing: 'Впишите, какую часть начисления оплачивают за абонента, например 50',
  share_wrong: 'Доля больше нуля и не больше 100 процентов, например 50 или 12,5',
  category_missing: 'Назовите категорию и документ, например: ветеран труда, справка 12',
  category_too_long: 'Сократите: поместится 100 знаков',
  overlapping: 'В эти дни уже действует другая льгота. Сначала отмените её',
} as const satisfies Record<PrivilegeFailureCode, string>;
