import type { ApiScope } from './api-scopes.ts';

/** On the page that makes a token, in its list, and in the description of the API. */
export const scopeTexts: Record<ApiScope, { label: string; hint: string }> = {
  read: {
    label: 'Смотреть',
    hint: 'Счета, счётчики, показания, расход, платежи и остаток на счёте',
  },
  'readings:write': {
    label: 'Передавать показания',
    hint: 'А также проверять, исправлять и отзывать их',
  },
  'payments:write': {
    label: 'Начинать платежи',
    hint: 'Подтвердить каждый в банке сможете только вы сами',
  },
  'autopay:write': {
    label: 'Включать и выключать автоплатёж',
    hint: 'С него деньги списываются с сохранённой карты без вашего подтверждения',
  },
};
