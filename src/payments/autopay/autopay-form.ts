import type { FormValues } from '#src/http/forms.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { readKopecks } from '#src/ui/read-kopecks.ts';
import { autopayFailureText, autopayFormText as text } from './autopay.ru.ts';
import { type AutopayWhen, judgeCap } from './autopay-rule.ts';
import type { AutopayWish } from './turn-on.ts';

type Read = { ok: true; wish: AutopayWish } | { ok: false; errors: FieldError[] };

/**
 * All that is wrong with it at once. The day matters where a day was chosen; left in its field otherwise
 * it says nothing. `mostKopecks`: no gateway takes more.
 */
export function readAutopayForm(values: FormValues, mostKopecks: number): Read {
  const errors: FieldError[] = [];
  const savedMethodId = Number(values.method);
  if (!Number.isSafeInteger(savedMethodId) || savedMethodId <= 0) {
    errors.push({ field: 'method', message: text.methodMissing });
  }
  const when = readWhen(values, errors);
  const capKopecks = readKopecks(values.cap ?? '');
  const failure = capKopecks === null ? null : judgeCap(capKopecks, mostKopecks);
  if (capKopecks === null) errors.push({ field: 'cap', message: text.capUnreadable });
  if (failure) errors.push(autopayFailureText(failure));
  if (when === null || capKopecks === null || errors.length > 0) return { ok: false, errors };
  return { ok: true, wish: { savedMethodId, when, capKopecks } };
}

function readWhen(values: FormValues, errors: FieldError[]): AutopayWhen | null {
  if (values.when === 'bill') return { on: 'bill' };
  if (values.when !== 'day') {
    errors.push({ field: 'when', message: text.whenMissing });
    return null;
  }
  const typed = values.day?.trim() ?? '';
  const day = /^\d{1,2}$/.test(typed) ? Number(typed) : Number.NaN;
  if (day >= 1 && day <= 28) return { on: 'day', day };
  errors.push({ field: 'day', message: text.dayUnreadable });
  return null;
}
