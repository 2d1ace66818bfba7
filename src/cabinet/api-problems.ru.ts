import type { ApiCode } from './api-problems.ts';

/** What each code means and what the program should do: the table of the documentation. */
export const problemMeanings = {
  bad_request: 'Тело запроса не разобрать. Пришлите правильный JSON',
  invalid_request: 'Запрос не соответствует описанию. Поля с ошибками перечислены в errors',
  idempotency_key_missing:
    'Нет заголовка Idempotency-Key. Придумайте для каждого нового действия своё значение, например UUID',
  cursor_invalid: 'Такого курсора нет. Берите его из nextCursor предыдущей страницы',
  not_signed_in:
    'Нет действующего токена. Создайте его в профиле и передайте в заголовке Authorization: Bearer',
  scope_missing:
    'У токена нет права на это действие, нужное право — в details.requiredScope. Создайте в профиле токен с ним',
  access_ended: 'Счёт перешёл к другому человеку: вам видно только то, что было раньше',
  reading_not_yours: 'Показание передали не вы, изменить его через ваш токен нельзя',
  not_found: 'Среди ваших лицевых счетов такого нет, или нет такого адреса',
  reading_not_found: 'Показания с таким номером подтверждения у этого счёта нет',
  month_not_charged: 'За этот месяц начислений нет или он ещё не сформирован',
  payment_not_found: 'Среди ваших платежей такого нет',
  method_unavailable: 'Так сейчас заплатить нельзя. Возьмите другой method',
  account_unknown: 'Среди ваших лицевых счетов нет одного из указанных в parts',
  account_repeated: 'Один счёт указан в parts дважды: сложите суммы',
  amount_too_small: 'Сумма одной из частей меньше рубля',
  amount_too_large: 'Сумма одной из частей больше, чем банк принимает за один раз',
  method_not_saved: 'Такого способа оплаты среди сохранённых нет. Возьмите methodId из списка',
  day_impossible: 'При on: day нужен day от 1 до 28',
  cap_too_small: 'Предел меньше 100 рублей в месяц',
  cap_too_large: 'Предел больше, чем банк принимает за один раз',
  account_not_open: 'Счёт закрыт или записан на другого человека: автоплатёж для него не включить',
  penalty_too_large:
    'penaltyKopecks больше, чем сама часть или чем пеней к оплате: столько, сколько в penaltyKopecks сальдо счёта',
  conflicts_with_next: 'Показание не сходится с более поздним, оно в details.next',
  changed_meanwhile: 'С момента проверки показания изменились. Запросите их и проверьте ещё раз',
  billing_month_closed:
    'Месяц уже закрыт: передайте новое показание, в следующем счёте всё сойдётся',
  personal_account_closed: 'Лицевой счёт закрыт, показания по нему не нужны',
  no_meter: 'У счёта нет действующего счётчика',
  meter_removed: 'Счётчик снят. Передайте показание того, что стоит сейчас',
  too_large: 'Тело запроса слишком большое',
  unsupported_media_type: 'Тело принимаем только как application/json',
  value_missing: 'Показание пустое',
  value_not_a_number: 'Показание не читается как число',
  value_negative: 'Показание отрицательное',
  too_many_digits: 'Цифр до точки больше, чем у счётчика: сколько можно, сказано в details',
  too_many_decimals: 'Цифр после точки больше, чем у счётчика: сколько можно, сказано в details',
  below_previous:
    'Показание меньше предыдущего (details.previous). Опечатка, переход через ноль (isRollover), замена счётчика или исправление прошлого показания',
  improbable:
    'Расход необычно большой. Покажите человеку вопрос и, если всё верно, повторите запрос с isConfirmedImprobable: true',
  rollover_impossible:
    'Столько газа счётчик за это время не пропускает: перехода через ноль не было',
  date_invalid: 'Такой даты нет',
  date_in_future: 'Дата показания ещё не наступила',
  date_too_old: 'Дата показания слишком давняя',
  date_before_meter: 'В этот день счётчик ещё не работал',
  date_before_previous: 'Дата раньше, чем у предыдущего принятого показания',
  date_after_next: 'Дата позже, чем у следующего показания',
  meter_required: 'У счёта несколько счётчиков: укажите meterSerial, номера в details.meterSerials',
  meter_not_found: 'Счётчика с таким номером у этого счёта нет',
  idempotency_key_reused:
    'Этот Idempotency-Key уже был у запроса с другими данными. Для нового действия нужен новый ключ',
  too_many_requests:
    'Запросов слишком много. Повторите через столько секунд, сколько в Retry-After',
  internal_error: 'Ошибка у нас. Повторите запрос позже с тем же Idempotency-Key',
  busy: 'Обновляются данные поставщика. Повторите запрос с тем же Idempotency-Key через столько секунд, сколько в Retry-After',
  database_away: 'Сервис ненадолго закрыт. Повторите через столько секунд, сколько в Retry-After',
} satisfies Record<ApiCode, string>;

/** Said at a field whose shape alone is wrong. */
export const fieldErrors = {
  value: 'Передайте показание строкой с точкой, например "8799" или "8799.125"',
  takenOn: 'Передайте дату как ГГГГ-ММ-ДД, например "2026-12-11"',
  month: 'Передайте месяц как ГГГГ-ММ, например 2026-12',
  monthOrder: 'Первый месяц позже последнего: поменяйте from и to местами',
  monthCount: 'Запросите не больше 120 месяцев сразу',
  limit: 'Передайте целое число от 1 до 100',
  idempotencyKey: 'От 1 до 128 печатных знаков латиницей без пробелов, например UUID',
  unknown: 'Такого поля нет: уберите его или проверьте написание',
};
