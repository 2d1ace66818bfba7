import { href } from '#src/routes.ts';
import { formatKopecksPlain } from '#src/ui/format.ru.ts';
import type { Basket, BasketPayment } from './baskets-store.ts';
import { otherField } from './payment.page.tsx';

/** The form that failed, filled in as it was: nobody should choose and type everything again. */
export function addressToPayAgain(
  { verifyCode: code, method }: Basket,
  failed: readonly [BasketPayment, ...BasketPayment[]],
): string {
  const [{ accountNumber: number, amountKopecks, penaltyKopecks }, ...others] = failed;
  const query = new URLSearchParams({
    amount: formatKopecksPlain(amountKopecks),
    method,
    ...(penaltyKopecks > 0 && { penalties: '1' }),
  });
  for (const other of others) {
    query.set(otherField(other.accountNumber), formatKopecksPlain(other.amountKopecks));
  }
  const form = code === null ? href('payment', { number }) : href('guestPayment', { code });
  return `${form}?${query}`;
}
