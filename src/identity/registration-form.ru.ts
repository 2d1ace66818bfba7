import { z } from 'zod';
import { textField } from '#src/http/forms.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { readEmail } from './email.ts';
import { passwordFailureText } from './identity.ru.ts';
import { findPasswordFailure } from './password.ts';
import { isNamePart, MAX_NAME_LENGTH } from './person-name.ts';
import { readPhone } from './phone.ts';

const tooLong = (max: number) => `Сократите: поместится не больше ${max} знаков`;

const namePart = (empty: string, example: string) =>
  textField(MAX_NAME_LENGTH, tooLong(MAX_NAME_LENGTH))
    .refine((text) => text !== '', empty)
    .refine(
      (text) => text === '' || isNamePart(text),
      `Оставьте буквы, дефис или апостроф, например: ${example}`,
    );

export const emailField = textField(254, tooLong(254)).transform((text, context) => {
  const email = readEmail(text);
  if (email) return email;
  const message = text
    ? 'Проверьте адрес почты: он выглядит как anna@example.ru'
    : 'Укажите электронную почту, например anna@example.ru';
  context.addIssue({ code: 'custom', message });
  return z.NEVER;
});

export const phoneField = textField(40, 'Проверьте номер: он слишком длинный').transform(
  (text, context) => {
    const phone = readPhone(text);
    if (phone) return phone;
    const message = text
      ? 'Проверьте номер телефона: нужны код и семь цифр, например +7 911 452-17-04'
      : 'Укажите телефон, например +7 911 452-17-04';
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  },
);

/** The number as the register keeps it, from any usual spelling; or the unified number (ЕЛС). */
export const accountNumberField = (supplier: SupplierProfile) =>
  textField(40, 'Проверьте номер: он слишком длинный').transform((text, context) => {
    const number = readAccountNumber(text, supplier);
    if (number.kind !== 'invalid') return number.text;
    const example = supplier.accountNumberExample;
    const message = text
      ? `Проверьте номер лицевого счёта: перепишите его из квитанции, например ${example}`
      : `Укажите номер лицевого счёта из квитанции, например ${example}`;
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  });

export const registrationForm = (supplier: SupplierProfile) =>
  z.object({
    lastName: namePart('Напишите фамилию', 'Сергеева'),
    firstName: namePart('Напишите имя', 'Анна'),
    middleName: textField(MAX_NAME_LENGTH, tooLong(MAX_NAME_LENGTH)).refine(
      (text) => text === '' || isNamePart(text),
      'Оставьте буквы и дефис или ничего, если отчества нет',
    ),
    address: textField(300, tooLong(300)).refine(
      (text) => text.length >= 5,
      'Напишите адрес, например: Калининград, ул. Ольховая, 14, кв. 25',
    ),
    accountNumber: accountNumberField(supplier),
    email: emailField,
    phone: phoneField,
    password: z.string({ error: passwordFailureText.too_short }).default(''),
    consent: z.literal('yes', {
      error: 'Без согласия кабинет не создать: прочитайте его и поставьте отметку',
    }),
  });

/** The password is judged apart: it needs what the other fields hold, right or wrong. */
export function passwordError(values: Record<string, string>): string | null {
  const { password = '', lastName, firstName, middleName, email, phone } = values;
  const { address, accountNumber } = values;
  const personal = [lastName, firstName, middleName, email, phone, address, accountNumber];
  const failure = findPasswordFailure(
    password,
    personal.filter((text) => text !== undefined),
  );
  return failure ? passwordFailureText[failure] : null;
}
