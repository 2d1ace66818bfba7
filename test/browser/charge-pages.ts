import { href } from '#src/routes.ts';
import type { PageCase, Stage } from './every-page.ts';
import type { NeighbourName } from './neighbours.ts';

const numberOf = (who: NeighbourName, { neighbours }: Stage) => neighbours[who].accountNumber;

const pageOf = (who: NeighbourName, route: 'account' | 'charges') => ({
  who,
  route,
  open: (stage: Stage) => href(route, { number: numberOf(who, stage) }),
});

const ofYear = (year: string) => ({
  heading: 'История начислений',
  who: 'charged' as const,
  route: 'charges' as const,
  open: (stage: Stage) => `${href('charges', { number: numberOf('charged', stage) })}?year=${year}`,
});

const monthOf = (who: NeighbourName, month: string) => ({
  who,
  route: 'chargesMonth' as const,
  open: (stage: Stage) => href('chargesMonth', { number: numberOf(who, stage), month }),
});

/** Pages of money, of an account whose months are charged. */
export const chargePages: readonly PageCase[] = [
  {
    name: 'home, months charged, a debt overdue',
    heading: 'К оплате',
    isMain: true,
    ...pageOf('charged', 'account'),
  },
  { name: 'home, nothing owed', heading: 'Вы ничего не должны', ...pageOf('settled', 'account') },
  {
    name: 'charges of a year',
    heading: 'История начислений',
    isMain: true,
    ...pageOf('charged', 'charges'),
  },
  { name: 'charges of the old system', ...ofYear('2024') },
  {
    name: 'a month with a recalculation and penalties',
    heading: 'Начисления за май',
    isMain: true,
    ...monthOf('charged', '2026-05'),
  },
  {
    name: 'a month by average',
    heading: 'Начисления за март',
    ...monthOf('charged', '2026-03'),
  },
  {
    name: 'a month of the old system',
    heading: 'Начисления за ноябрь',
    ...monthOf('charged', '2024-11'),
  },
  {
    name: 'a month that is not formed yet',
    heading: 'Начисления за ноябрь',
    ...monthOf('charged', '2026-11'),
  },
  {
    name: 'check, with what it will cost',
    heading: 'Проверьте показание',
    isMain: true,
    who: 'charged',
    route: 'readingCheck',
    open: (stage) => `${href('readingCheck', { number: numberOf('charged', stage) })}?value=6650`,
  },
];
