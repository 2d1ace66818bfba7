import type { KeyReused } from '#src/db/idempotency.ts';
import { formatMoney } from '#src/ui/format.ru.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { otherField } from './payment.page.tsx';
import type { StartFailure } from './start-payment.ts';

export const formText = {
  sumMissing: 'Напишите сумму, например 1 240,50',
  sumUnreadable: 'Сумма должна быть числом больше нуля, например 1 240,50',
  methodMissing: 'Выберите, как платить',
  emailUnreadable: 'Проверьте адрес почты: чек придёт на него. Латиницей, например anna@example.ru',
} as const;

export const tooManyPaymentsText = (wait: string): string =>
  `Слишком много платежей подряд. Попробуйте снова ${wait}`;

/** A refusal at the field that it is about. */
export function startFailureText(failure: StartFailure | KeyReused, number: string): FieldError {
  const message = failureText(failure);
  if (failure.code === 'method_unavailable') return { field: 'method', message };
  const isOther = 'accountNumber' in failure && failure.accountNumber !== number;
  return { field: isOther ? otherField(failure.accountNumber) : 'amount', message };
}

function failureText(failure: StartFailure | KeyReused): string {
  switch (failure.code) {
    case 'method_unavailable':
      return 'Так сейчас заплатить нельзя. Выберите другой способ';
    case 'account_unknown':
      return 'По этому счёту вы платить не можете: он записан на другого человека';
    case 'account_repeated':
      return 'Этот счёт указан дважды';
    case 'amount_too_small':
      return `Наименьшая сумма — ${formatMoney(failure.leastKopecks)}`;
    case 'amount_too_large':
      return `За один раз можно заплатить до ${formatMoney(failure.mostKopecks)}. Заплатите частями`;
    case 'penalty_too_large':
      return `Пеней к оплате только ${formatMoney(failure.mostKopecks)}`;
    case 'idempotency_key_reused':
      return 'Вы уже отправили эту форму с другой суммой. Проверьте сумму и отправьте ещё раз';
  }
}
