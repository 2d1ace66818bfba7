export const tokenNameMissing = 'Назовите токен, чтобы потом его узнать, например: Умный дом';
export const tokenNameTooLong = 'Сократите название: поместится не больше 60 знаков';
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
