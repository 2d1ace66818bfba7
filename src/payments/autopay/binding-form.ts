import type { PayMethod } from '#src/config-gateways.ts';
import type { FormValues } from '#src/http/forms.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { readReceiptEmail } from '../receipt-email.ts';
import { formText } from '../start-failures.ru.ts';
import { autopayFormText as text } from './autopay.ru.ts';

type Read =
  | { ok: true; method: PayMethod; receiptEmail: string }
  | { ok: false; errors: FieldError[] };

/** Nothing is kept without the mark under the text. */
export function readBindingForm(values: FormValues, bindable: readonly PayMethod[]): Read {
  const errors: FieldError[] = [];
  const method = bindable.find((known) => known === values.bound);
  if (!method) errors.push({ field: 'bound', message: text.boundMissing });
  const receiptEmail = readReceiptEmail(values.email ?? '');
  if (receiptEmail === null) errors.push({ field: 'email', message: formText.emailUnreadable });
  if (values.save !== '1') errors.push({ field: 'save', message: text.saveMissing });
  if (!method || receiptEmail === null || errors.length > 0) return { ok: false, errors };
  return { ok: true, method, receiptEmail };
}
