import { plural } from './format.ru.ts';

/** «через 5 минут»: how long to wait when too many tries were made. */
export function waitText(retryAfterSeconds: number): string {
  const minutes = Math.ceil(retryAfterSeconds / 60);
  if (minutes > 90) {
    const hours = Math.ceil(minutes / 60);
    return `через ${hours} ${plural(hours, ['час', 'часа', 'часов', 'часа'])}`;
  }
  return `через ${minutes} ${plural(minutes, ['минуту', 'минуты', 'минут', 'минуты'])}`;
}

/** Somebody else, such as an import of the register, holds what was to be changed. */
export const busyText =
  'Обновляем данные поставщика, попробуйте через минуту. Пока ничего не изменилось';
