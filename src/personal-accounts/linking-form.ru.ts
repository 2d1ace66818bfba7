import { z } from 'zod';
import { type FormValues, textField } from '#src/http/forms.ts';
import { accountNumberField } from '#src/identity/registration-form.ru.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { plural } from '#src/ui/format.ru.ts';
import { readKopecks } from '#src/ui/read-kopecks.ts';
import type { LinkingRequest } from './linking-requests.ts';

const short = textField(80, 'Сократите: поместится не больше 80 знаков');

/** Number, last name, and any one of three proofs. */
export const linkingForm = (supplier: SupplierProfile) =>
  z
    .object({
      accountNumber: short.refine(
        (text) => readAccountNumber(text, supplier).kind !== 'invalid',
        `Укажите номер лицевого счёта из квитанции, например ${supplier.accountNumberExample}`,
      ),
      holderLastName: short.refine(
        (text) => text !== '',
        'Напишите фамилию того, на кого записан счёт',
      ),
      meterSerial: short,
      pin: short,
      lastBill: short.refine(
        (text) => text === '' || readKopecks(text) !== null,
        'Напишите сумму рублями и копейками, например 1 240,50',
      ),
    })
    .superRefine((form, context) => {
      if (form.meterSerial || form.pin || form.lastBill) return;
      const message =
        'Заполните любое одно: заводской номер счётчика, ПИН или сумму последней квитанции';
      context.addIssue({ code: 'custom', path: ['meterSerial'], message });
    });

export const requestForm = (supplier: SupplierProfile) =>
  z.object({
    accountNumber: accountNumberField(supplier),
    holderLastName: short.refine(
      (text) => text !== '',
      'Напишите фамилию того, на кого записан счёт',
    ),
    comment: textField(1000, 'Сократите: поместится не больше 1000 знаков'),
  });

export const ownNameForm = z.object({
  ownName: textField(40, 'Сократите название: поместится не больше 40 знаков'),
});

export const notProvedText =
  'Данные не подошли. Проверьте номер счёта, фамилию и подтверждение: что именно не так, мы не показываем, чтобы чужой счёт нельзя было подобрать';

/** Of any number at which many have tried, whether there is such an account or not. */
export const twoProofsText =
  '. По этому номеру было много попыток, поэтому заполните любые два подтверждения сразу или отправьте данные сотруднику';

/** Said before it is too late: the last tries deserve care. */
export const triesLeftText = (left: number | undefined): string => {
  if (left === undefined || left > 2) return '';
  if (left === 0)
    return '. Это была последняя попытка: отправьте данные сотруднику или попробуйте позже';
  return `. До перерыва ${plural(left, ['осталась', 'остались', 'осталось', 'остались'])} ${left} ${plural(left, ['попытка', 'попытки', 'попыток', 'попытки'])}`;
};

export const tooManyLinkingsText = (wait: string): string =>
  `Слишком много попыток. Попробуйте ${wait} или отправьте данные сотруднику`;

export const tooManyRequestsText =
  'За сутки можно отправить десять обращений. Отправьте ещё раз завтра или позвоните нам';

export const requestFullText =
  'К этому обращению больше ничего не добавить: в нём уже много сообщений. Дождитесь ответа или позвоните нам';

export const linkingStateText = {
  open: 'Проверяем',
  accepted: 'Счёт добавлен',
  refused: 'Отказано',
} satisfies Record<LinkingRequest['state'], string>;

export const claimOf = (values: FormValues) => ({
  holderLastName: values.holderLastName ?? '',
  meterSerial: values.meterSerial ?? '',
  pin: values.pin ?? '',
  lastBillKopecks: readKopecks(values.lastBill ?? ''),
});
