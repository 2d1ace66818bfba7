import { formatDays } from '#src/ui/format.ru.ts';

export const profileNotices = new Map([
  ['email-changed', 'Почта изменена. На других устройствах нужно войти заново.'],
  ['phone-changed', 'Телефон изменён. На других устройствах нужно войти заново.'],
  [
    'password-changed',
    'Пароль изменён. На других устройствах нужно войти заново, токены для программ отозваны.',
  ],
  ['archive-asked', 'Собираем архив. Когда будет готов, пришлём письмо со ссылкой.'],
]);

export const tokenNameMissing = 'Назовите токен, чтобы потом его узнать, например: Умный дом';
export const tokenNameTooLong = 'Сократите название: поместится не больше 60 знаков';
export const tokenScopesMissing = 'Отметьте хотя бы одно: без прав токен бесполезен';
export const tokenLifetimeMissing = 'Выберите, сколько будет действовать токен';
export const lifetimeText = (days: number): string => (days === 365 ? 'Год' : formatDays(days));
export const tooManyTokens = (most: number): string =>
  `У вас уже ${most} токенов. Отзовите те, что больше не нужны, и создайте новый`;

const browsers: [RegExp, string][] = [
  [/YaBrowser/, 'Яндекс Браузер'],
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/Chrome\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const systems: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iPhone или iPad'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/Linux/, 'Linux'],
];

/** «Chrome, Android»: enough to know one's own device by. */
export function deviceName(userAgent: string): string {
  const nameIn = (names: [RegExp, string][]) => names.find(([mark]) => mark.test(userAgent))?.[1];
  const known = [nameIn(browsers), nameIn(systems)].filter(Boolean);
  return known.length > 0 ? known.join(', ') : 'Неизвестное устройство';
}
