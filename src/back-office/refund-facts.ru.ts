import { meansOf } from '#src/payments/payments.ru.ts';
import type { RefundablePayment } from '#src/payments/refunds-store.ts';
import type { WantedRefund } from '#src/payments/request-refund.ts';
import type { FactItem } from '#src/ui/facts.tsx';
import { formatDateWithYear, formatMoney } from '#src/ui/format.ru.ts';

/** What the second person compares with the application: the payment, and what of it goes back. */
export function refundFacts(
  { paymentId, amountKopecks }: WantedRefund,
  { taken, isDecided }: { taken: RefundablePayment | null; isDecided: boolean },
): FactItem[] {
  const number = { term: 'Платёж', value: `№\u00a0${paymentId}` };
  const wanted = { term: 'Вернуть', value: formatMoney(amountKopecks), isNumber: true };
  if (!taken) return [number, wanted];
  // Of what is decided this refund itself would be in it.
  const back = isDecided ? 0 : taken.amountKopecks - taken.leftKopecks;
  return [
    number,
    { term: 'Оплачен', value: formatDateWithYear(taken.paidOn) },
    { term: 'Как платили', value: meansOf(taken.means) },
    { term: 'Сумма платежа', value: formatMoney(taken.amountKopecks), isNumber: true },
    ...(back > 0 ? [{ term: 'Уже возвращаем', value: formatMoney(back), isNumber: true }] : []),
    wanted,
    { term: 'Куда', value: 'Туда, откуда платили' },
  ];
}

export const refundMessages = {
  paymentMissing: 'Выберите платёж',
  sumMissing: 'Впишите сумму, например 154,20',
  sumTooLarge: (left: number): string => `По этому платежу можно вернуть до ${formatMoney(left)}`,
} as const;
