import type { CorrectionFailureCode, correctionParts, correctionWays } from './correction-rules.ts';

export const correctionPartText = {
  gas: 'Газ',
  penalty: 'Пени',
} as const satisfies Record<(typeof correctionParts)[number], string>;

export const correctionWayText = {
  reduce: 'Уменьшить долг',
  increase: 'Увеличить долг',
} as const satisfies Record<(typeof correctionWays)[number], string>;

export const correctionFailureText = {
  no_books: 'Книги ещё не начаты: до первого закрытия сальдо исправляют в реестре',
  part_missing: 'Выберите, что исправляете: газ или пени',
  way_missing: 'Выберите, уменьшить долг или увеличить',
  amount_missing: 'Впишите сумму больше нуля, например 154,20',
  amount_too_large: 'Проверьте сумму: она слишком велика для одного счёта',
  month_wrong: 'Напишите месяц цифрами, например 11.2026',
  month_too_early: 'Этого месяца нет в наших книгах: он посчитан до них',
  month_too_late: 'Этот месяц ещё не наступил. Укажите открытый или более ранний',
  more_than_penalties: 'Пеней на счёте меньше: простить можно только то, что начислено',
} as const satisfies Record<CorrectionFailureCode, string>;
