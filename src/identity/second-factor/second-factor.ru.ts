import { waitText } from '#src/ui/wait-text.ru.ts';

export const emptyCode = 'Введите шесть цифр из приложения';
export const wrongCode =
  'Код не подошёл. Каждый код действует один раз и около минуты: дождитесь нового и введите его';
export const wrongNewCode =
  'Код не подошёл. Проверьте, что на телефоне точное время, и введите код, который виден сейчас';
export const offerGone = 'Прошло слишком много времени. Отсканируйте новый рисунок и введите код';
export const wrongRecoveryCode =
  'Код восстановления не подошёл. Проверьте знаки; код, которым уже входили, не действует';
export const wrongPasskey = 'Ключ доступа не подошёл. Попробуйте ещё раз или войдите по коду';
export const passkeyNotAdded =
  'Ключ доступа не создан. Введите название и пароль, нажмите кнопку и подтвердите запрос браузера';
export const tooManyPasskeys = (most: number): string =>
  `У вас уже ${most} ключей доступа. Удалите те, что больше не нужны, и создайте новый`;
export const passkeyNameMissing = 'Назовите ключ, чтобы потом его узнать, например: Телефон';
export const passkeyNameTooLong = 'Сократите название: поместится не больше 60 знаков';
export const wrongOwnPassword = 'Пароль не подошёл. Введите тот, с которым вы входите';
export const lastFactorStays =
  'Это единственное подтверждение входа, без него войти нельзя. Сначала добавьте другое';

export const tooManyCodes = (retryAfterSeconds: number): string =>
  `Слишком много попыток подряд. Попробуйте ${waitText(retryAfterSeconds)}`;

export const residentLost =
  'Нет ни телефона, ни кодов? Придите к нам с паспортом: сотрудник убедится, что это вы, и выключит подтверждение.';
export const staffLost =
  'Нет ни телефона, ни кодов? Обратитесь к администратору: он убедится, что это вы, и сбросит подтверждение.';
export const codesAreKept = 'Коды сохранены';
export const emptyRecoveryCode = 'Введите один из кодов восстановления, которые вы сохранили';
export const passkeyNotMade =
  'Ключ доступа не создан. Нажмите кнопку ещё раз и подтвердите запрос браузера';
