const DOTS = '\u2022\u2022\u2022';

/** `+79114524217` → `+7 ••• •••-42-17`: enough to ask «does it end in 42-17?» */
export const maskedPhone = (phone: string): string =>
  phone.length < 8
    ? DOTS
    : `${phone.slice(0, 2)} ${DOTS} ${DOTS}-${phone.slice(-4, -2)}-${phone.slice(-2)}`;

/** `anna@example.ru` → `a•••@example.ru` */
export const maskedEmail = (email: string): string =>
  email.replace(/^(.).*(?=@)/u, (_, first: string) => first + DOTS);
