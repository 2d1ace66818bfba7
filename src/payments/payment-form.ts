import { payMethods } from '#src/config-gateways.ts';
import type { FormValues } from '#src/http/forms.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { readKopecks } from '#src/ui/read-kopecks.ts';
import { otherField } from './payment.page.tsx';
import { readReceiptEmail } from './receipt-email.ts';
import { formText } from './start-failures.ru.ts';
import type { WantedPayment } from './start-payment.ts';

type Read =
  | { ok: true; wanted: Pick<WantedPayment, 'method' | 'parts' | 'receiptEmail' | 'isToBeSaved'> }
  | { ok: false; errors: FieldError[] };

/** What was typed on the page of payment; other accounts are paid for where a sum stands. */
export function readPaymentForm(
  values: FormValues,
  { number, others }: { number: string; others: readonly string[] },
): Read {
  const errors: FieldError[] = [];
  const sumAt = (field: string): number => {
    const typed = values[field]?.trim() ?? '';
    const kopecks = readKopecks(typed);
    if (kopecks === null || kopecks <= 0) {
      errors.push({ field, message: typed === '' ? formText.sumMissing : formText.sumUnreadable });
    }
    return kopecks ?? 0;
  };
  const own = {
    accountNumber: number,
    amountKopecks: sumAt('amount'),
    ...(values.penalties ? { penaltyKopecks: 'first' as const } : {}),
  };
  const more = others
    .filter((other) => values[otherField(other)]?.trim())
    .map((other) => ({ accountNumber: other, amountKopecks: sumAt(otherField(other)) }));
  const method = payMethods.find((known) => known === values.method);
  if (!method) errors.push({ field: 'method', message: formText.methodMissing });
  const email = readReceiptEmail(values.email ?? '');
  if (email === null) errors.push({ field: 'email', message: formText.emailUnreadable });
  if (!method || email === null || errors.length > 0) return { ok: false, errors };
  const isToBeSaved = values.save === '1';
  const parts = [own, ...more];
  return { ok: true, wanted: { method, parts, receiptEmail: email, isToBeSaved } };
}
