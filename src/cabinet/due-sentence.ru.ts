import type { AccountBalance } from '#src/billing/get-balance.ts';
import type { PlainDate } from '#src/plain-date.ts';
import { formatDate } from '#src/ui/format.ru.ts';

/** «К оплате до 15 декабря» with a sum, «Вы ничего не должны» without one. */
export type DueSentence = { label: string; kopecks: number | null; isOwing: boolean };

export function dueSentence(
  { totalKopecks, dueOn }: Pick<AccountBalance, 'totalKopecks' | 'dueOn'>,
  today: PlainDate,
): DueSentence {
  if (totalKopecks === 0) return { label: 'Вы ничего не должны', kopecks: null, isOwing: false };
  if (totalKopecks < 0) return { label: 'Аванс', kopecks: -totalKopecks, isOwing: false };
  // A day that has passed is no day to pay by.
  const label = dueOn && dueOn >= today ? `К оплате до ${formatDate(dueOn)}` : 'К оплате';
  return { label, kopecks: totalKopecks, isOwing: true };
}
