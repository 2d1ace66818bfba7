import { formatMoney } from './format.ru.ts';

/** The sum of the day: roubles large, kopecks and ₽ small, one line for screen readers. */
export function Sum({ kopecks }: { kopecks: number }) {
  const [roubles, rest] = formatMoney(kopecks).split(',');
  return (
    <span class="sum">
      {roubles}
      <small>,{rest}</small>
    </span>
  );
}
