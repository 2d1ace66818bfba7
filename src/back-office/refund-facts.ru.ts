import type { WantedRefund } from '#src/payments/request-refund.ts';
import type { FactItem } from '#src/ui/facts.tsx';
import { formatMoney } from '#src/ui/format.ru.ts';

export const refundFacts = ({ paymentId, amountKopecks }: WantedRefund): FactItem[] => [
  { term: 'Платёж', value: `№\u00a0${paymentId}` },
  { term: 'Вернуть', value: formatMoney(amountKopecks), isNumber: true },
  { term: 'Куда', value: 'Туда, откуда платили' },
];

export const refundMessages = {
  paymentMissing: 'Выберите платёж',
  sumMissing: 'Впишите сумму, например 154,20',
  sumTooLarge: (left: number): string => `По этому платежу можно вернуть до ${formatMoney(left)}`,
} as const;
