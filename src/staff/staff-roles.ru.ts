import type { StaffRole } from '#src/actor.ts';
import { may, type Permission, staffRoles } from './permissions.ts';

export const staffRoleText = {
  operator: 'оператор',
  accountant: 'бухгалтер',
  administrator: 'администратор',
  auditor: 'аудитор',
} satisfies Record<StaffRole, string>;

/** «оператор, администратор» */
export const whoMay = (permission: Permission): string =>
  staffRoles
    .filter((role) => may(role, permission))
    .map((role) => staffRoleText[role])
    .join(', ');
