import { staffRoleText } from '#src/staff/staff-roles.ru.ts';
import type { SignedInStaff } from '#src/staff/staff-session-hook.ts';

/** «Кузнецова М., оператор» */
export const signedInAs = ({ name, actor }: SignedInStaff): string =>
  `${name}, ${staffRoleText[actor.role]}`;

export const sectionText = {
  accounts: 'Счета',
  requests: 'Заявки',
  approvals: 'Подтверждения',
  months: 'Месяцы',
  banks: 'Банки',
  rates: 'Тарифы',
  audit: 'Журнал',
} as const;
