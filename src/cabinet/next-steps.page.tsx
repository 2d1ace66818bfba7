import { addMonths, monthOf, type PlainDate, plainDate, yearOf } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { formatDate, formatMonth } from '#src/ui/format.ru.ts';
import type { TimelineItem } from '#src/ui/timeline.tsx';

export type NextStepsFacts = {
  supplier: SupplierProfile;
  /** The month that the reading counts in. */
  billingMonth: PlainDate;
  today: PlainDate;
  /** Its sender may still correct it: the month is open. */
  canChange: boolean;
};

/** What comes after a reading. A day that has passed is promised no more. */
export function nextSteps(facts: NextStepsFacts): TimelineItem[] {
  const { supplier, billingMonth, today, canChange } = facts;
  const { cutOffDay, billReadyDay, paymentDueDay } = supplier.calendar;
  const next = addMonths(billingMonth, 1);
  const by = (month: PlainDate, day: number, otherwise: string): string | null => {
    const date = plainDate(yearOf(month), monthOf(month), day);
    if (date >= today) return `До ${formatDate(date)}`;
    return canChange ? otherwise : null;
  };
  const correction = canChange ? by(billingMonth, cutOffDay, 'Пока месяц открыт') : null;
  const steps = [
    { when: correction, what: 'Ошиблись? Показание можно исправить или отозвать' },
    {
      when: by(next, billReadyDay, 'Когда месяц закроется'),
      what: `Квитанция за ${formatMonth(billingMonth)}`,
    },
    { when: by(next, paymentDueDay, 'До срока в квитанции'), what: 'Нужно её оплатить' },
  ];
  return steps.filter(({ when }) => when !== null);
}
