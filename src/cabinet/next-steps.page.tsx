import { dueOn } from '#src/billing/due-date.ts';
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
  const { cutOffDay, billReadyDay } = supplier.calendar;
  const next = addMonths(billingMonth, 1);
  const on = (month: PlainDate, day: number) => plainDate(yearOf(month), monthOf(month), day);
  const by = (date: PlainDate, otherwise: string): string | null => {
    if (date >= today) return `До ${formatDate(date)}`;
    return canChange ? otherwise : null;
  };
  const correction = canChange ? by(on(billingMonth, cutOffDay), 'Пока месяц открыт') : null;
  const steps = [
    { when: correction, what: 'Ошиблись? Показание можно исправить или отозвать' },
    {
      when: by(on(next, billReadyDay), 'Когда месяц закроется'),
      what: `Квитанция за ${formatMonth(billingMonth)}`,
    },
    {
      when: by(dueOn(billingMonth, supplier.billing), 'До срока в квитанции'),
      what: 'Нужно её оплатить',
    },
  ];
  return steps.filter(({ when }) => when !== null);
}
