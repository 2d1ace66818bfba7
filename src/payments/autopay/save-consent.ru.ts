/**
 * What a payer agrees to by the box on «Оплата». A new wording is a new edition; the edition stands with
 * each way to pay that is kept.
 */
export const saveConsent = {
  version: '2026-11-26',
  label: 'Сохранить этот способ оплаты для автоплатежа',
  hint: 'Мы запомним последние цифры карты или счёт СБП, номер карты останется у банка. Без включённого автоплатежа ничего не спишем. Удалить можно в любой день.',
  cardOnly: 'Сохраняется только карта.',
} as const;
