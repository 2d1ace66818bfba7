import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** Any usual spelling of a phone → E.164 (`8 (911) 452-17-04` → `+79114521704`), or null. */
export function readPhone(typed: string): string | null {
  if (typed.length > 40) return null;
  const parsed = parsePhoneNumberFromString(typed, { defaultCountry: 'RU', extract: false });
  return parsed?.isValid() ? parsed.number : null;
}

/** As people read it: `+79114521704` → `+7 911 452 17 04`, with spaces that do not break. */
export function formatPhone(phone: string): string {
  const parsed = parsePhoneNumberFromString(phone);
  return (parsed?.formatInternational() ?? phone).replaceAll(' ', '\u00a0');
}
