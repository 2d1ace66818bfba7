import { href } from '#src/routes.ts';
import { FileLink } from '#src/ui/file-link.tsx';
import { formatAccountNumber } from '#src/ui/format.ru.ts';
import type { BasketPayment } from './baskets-store.ts';

/** Of each account its own: it is given to whoever asks whether one has paid. */
export function Confirmations({
  payments,
  papers,
}: {
  payments: readonly BasketPayment[];
  papers: readonly number[];
}) {
  const paid = payments.flatMap(({ entry, accountNumber: number }) =>
    entry && papers.includes(entry.entryId) ? [{ number, entryId: entry.entryId }] : [],
  );
  if (paid.length === 0) return null;
  return (
    <ul class="links">
      {paid.map(({ number, entryId }) => (
        <li key={entryId}>
          <FileLink href={href('paymentPaper', { number, entryId })}>
            Подтверждение{paid.length > 1 && ` по счёту ${formatAccountNumber(number)}`} (PDF)
          </FileLink>
        </li>
      ))}
    </ul>
  );
}
