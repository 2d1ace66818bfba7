import { waitText } from '#src/ui/wait-text.ru.ts';
import type { OwnPasswordFailure } from './own-password.ts';
import type { PasswordFailure } from './password.ts';

export const passwordFailureText: Record<PasswordFailure, string> = {
  too_short: 'Придумайте пароль длиннее: нужно хотя бы 8 знаков',
  too_long: 'Сократите пароль: не больше 256 знаков',
  too_common:
    'Этот пароль подбирают одним из первых. Придумайте другой, например три случайных слова',
  personal: 'Пароль похож на ваши имя, почту, телефон, адрес или номер счёта. Придумайте другой',
};

export const wrongSignInText =
  'Почта, телефон или пароль не подходят. Проверьте раскладку и попробуйте ещё раз. Если вы только что зарегистрировались, сначала откройте ссылку из письма';

export const tooManyTriesText = (retryAfterSeconds: number): string =>
  `Слишком много попыток подряд. Попробуйте ${waitText(retryAfterSeconds)} или получите ссылку для нового пароля`;

export const tooManyRegistrationsText = (retryAfterSeconds: number): string =>
  `С вашего адреса в интернете уже много регистраций. Отправьте эту форму ${waitText(retryAfterSeconds)}`;

export const tooManyRecoveriesText = (retryAfterSeconds: number): string =>
  `С вашего адреса в интернете уже много таких просьб. Отправьте эту форму ${waitText(retryAfterSeconds)}`;

export const emptyLoginText = 'Укажите электронную почту или телефон';
export const emptyPasswordText = 'Введите пароль';

export function ownPasswordText(failure: OwnPasswordFailure): string {
  switch (failure.code) {
    case 'password_missing':
      return 'Введите пароль, с которым вы входите в кабинет';
    case 'password_wrong':
      return 'Пароль не подходит. Проверьте раскладку и попробуйте ещё раз';
    case 'too_many_tries':
      return `Слишком много попыток подряд. Попробуйте ${waitText(failure.retryAfterSeconds)}`;
  }
}

export const sameContactText = {
  email: 'Это и есть ваша почта. Укажите другой адрес или вернитесь в профиль',
  phone: 'Это и есть ваш телефон. Укажите другой номер или вернитесь в профиль',
} as const;

export const tooManyContactChangesText = (retryAfterSeconds: number): string =>
  `Вы уже несколько раз меняли это за последний час. Отправьте форму ${waitText(retryAfterSeconds)}`;

export const contactPasswordText = {
  password_needed: 'Введите пароль, с которым вы входите в кабинет',
  password_wrong: 'Пароль не подходит. Проверьте раскладку и попробуйте ещё раз',
  contact_taken:
    'Пока письмо шло, эти почта или телефон появились у другого кабинета. Ничего не изменилось: укажите в профиле другие',
} as const;

export const activationPasswordText = {
  password_needed: 'Введите пароль, который придумали при регистрации',
  password_wrong:
    'Пароль не подходит. Введите тот, что придумали при регистрации, или зарегистрируйтесь заново',
} as const;
