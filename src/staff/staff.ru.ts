import type { StaffRole } from '#src/actor.ts';
import { waitText } from '#src/ui/wait-text.ru.ts';

export const staffRoleName: Record<StaffRole, string> = {
  operator: 'оператор',
  accountant: 'бухгалтер',
  administrator: 'администратор',
  auditor: 'аудитор',
};

export const emptyStaffEmail = 'Укажите рабочую электронную почту';
export const emptyStaffPassword = 'Введите пароль';
export const wrongStaffSignIn =
  'Почта или пароль не подходят. Проверьте раскладку и попробуйте ещё раз';
export const tooManyStaffTries = (retryAfterSeconds: number): string =>
  `Слишком много попыток подряд. Попробуйте ${waitText(retryAfterSeconds)}`;
export const wrongCurrentPassword = 'Нынешний пароль не подошёл';
export const toTheDesk = 'Коды сохранены, перейти к работе';

/** A password is judged beside these; «имя» is the name at the desk. */
export const staffPasswordPersonal = 'Пароль похож на вашу почту или имя. Придумайте другой';
