type OperationText = { summary: string; description: string };

/** The operations of the API, by their `operationId`, in the order of the documentation. */
export const operationTexts = {
  listPersonalAccounts: {
    summary: 'Мои лицевые счета',
    description: 'Счета, которые вы добавили в кабинет, в порядке добавления.',
  },
  getPersonalAccount: {
    summary: 'Один лицевой счёт',
    description: 'Номер можно писать с пробелами и дефисами; подходит и ЕЛС.',
  },
  getBalance: {
    summary: 'Сальдо',
    description:
      'Сальдо и пени из базы поставщика на указанный день. Плюс значит, что абонент должен, минус — что внёс аванс.',
  },
  listMeters: {
    summary: 'Счётчики',
    description: 'Все счётчики счёта с последним принятым показанием: сначала те, что стоят.',
  },
  listReadings: {
    summary: 'История показаний',
    description:
      'Все версии всех показаний, от новых к старым. Исправленные и отозванные остаются в истории со своим состоянием.',
  },
  previewReading: {
    summary: 'Проверить показание',
    description:
      'Что будет, если передать это показание: месяц, объём, вопрос. Ничего не сохраняет, Idempotency-Key не нужен.',
  },
  submitReading: {
    summary: 'Передать показание',
    description:
      'Проверяет по тем же правилам и принимает. Ответ 201 несёт номер подтверждения; 200 — точно такое же показание уже было принято.',
  },
  getReading: {
    summary: 'Одно показание',
    description: 'По номеру подтверждения.',
  },
  correctReading: {
    summary: 'Исправить показание',
    description:
      'Заменяет своё показание, пока месяц не закрыт. Новая версия получает свой номер подтверждения, прежняя остаётся в истории.',
  },
  withdrawReading: {
    summary: 'Отозвать показание',
    description:
      'Снимает своё показание с учёта, пока месяц не закрыт. В истории оно остаётся. Тела у запроса нет.',
  },
  getConsumption: {
    summary: 'Расход по месяцам',
    description: 'Объём газа за каждый месяц по всем счётчикам счёта вместе.',
  },
} satisfies Record<string, OperationText>;

export const documentTexts = {
  title: 'API личного кабинета абонента',
  description: 'Лицевые счета, счётчики и показания для ваших программ.',
  token:
    'Токен создаётся в кабинете: «Профиль» → «Создать токен». Передавайте его в заголовке Authorization: Bearer. Права токена: read — смотреть, readings:write — передавать показания; какое нужно операции, сказано в её security.',
  done: 'Готово',
  created: 'Показание принято',
  retryAfter: 'Через сколько секунд повторить',
  location: 'Адрес принятого показания',
  problem: (codes: readonly string[]) => `Коды: ${codes.join(', ')}`,
};
