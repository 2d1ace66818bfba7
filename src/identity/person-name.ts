export type PersonName = { lastName: string; firstName: string; middleName: string };

export const MAX_NAME_LENGTH = 80;

/** Letters of any script, joined by hyphen, apostrophe, dot or space. */
export function isNamePart(text: string): boolean {
  return (
    text.length <= MAX_NAME_LENGTH &&
    /^\p{L}[\p{L}\p{M}]*([ '’ʼ.-]{1,2}[\p{L}\p{M}]+)*\.?$/u.test(text)
  );
}

/** What names are compared by: register and people differ in case, yo and dashes. */
export function nameKey(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('\u0451', '\u0435')
    .replace(/[^\p{L}]/gu, '');
}

/** First name and patronymic, as a person is addressed. */
export const givenName = ({ firstName, middleName }: PersonName): string =>
  [firstName, middleName].filter(Boolean).join(' ');
