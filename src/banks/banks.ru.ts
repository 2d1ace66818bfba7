import type { OsmpCode } from './osmp.ts';
import type { SberCode } from './sber.ts';

/** What a bank's operator reads beside the code. */
export const bankAnswerText = {
  ok: 'Принято',
  temporary: 'Временная ошибка, повторите запрос позже',
  bad_form: 'Неверный формат лицевого счёта',
  unknown: 'Лицевой счёт не найден',
  closed: 'Лицевой счёт закрыт',
  too_small: 'Сумма слишком мала',
  too_large: 'Сумма слишком велика',
  other: 'Запрос не принят',
  bad_action: 'Неизвестный тип запроса',
  bad_id: 'Неверный номер платежа',
  duplicate: 'Платёж принят раньше',
  bad_amount: 'Неверная сумма',
  bad_date: 'Неверная дата платежа',
} as const satisfies Record<OsmpCode | SberCode, string>;
