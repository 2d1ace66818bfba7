import type { AuditRecord } from '#src/audit/list-entries.ts';
import { staffActionText } from '#src/cabinet/staff-actions.ru.ts';
import { staffRoleText } from '#src/staff/staff-roles.ru.ts';
import { formatDateTime } from '#src/ui/format.ru.ts';
import { upperFirst } from '#src/ui/letter-case.ts';
import type { FieldError } from '#src/ui/page-context.ts';

const kinds = { resident: 'житель', staff: 'сотрудник', bank: 'банк', system: 'система' } as const;

/** «Кузнецова М., оператор» */
export function whoText({ actorKind, actorName, actorRole }: AuditRecord): string {
  const what = actorRole ? staffRoleText[actorRole] : kinds[actorKind];
  return actorName ? `${actorName}, ${what}` : what;
}

/** Staff by name. The product and the banks have codes there, and residents nothing. */
export function actorText({ actorKind, actorName }: AuditRecord): string {
  return (actorKind === 'staff' && actorName) || upperFirst(kinds[actorKind]);
}

type Faults = { isNumberUnknown: boolean; isFromWrong: boolean; isToWrong: boolean };

export function auditErrors({ isNumberUnknown, isFromWrong, isToWrong }: Faults): FieldError[] {
  const dateText = 'Напишите день цифрами, например 21.11.2026';
  return [
    ...(isNumberUnknown ? [{ field: 'number', message: 'Такого лицевого счёта нет' }] : []),
    ...(isFromWrong ? [{ field: 'from', message: dateText }] : []),
    ...(isToWrong ? [{ field: 'to', message: dateText }] : []),
  ];
}

export const auditCsvHeading = [
  'Запись',
  'Когда',
  'Кто',
  'Что',
  'Лицевой счёт',
  'О чём',
  'Почему',
  'Запрос',
];

export const auditCsvRow = (entry: AuditRecord, timeZone: string): string[] =>
  [
    String(entry.auditEntryId),
    formatDateTime(entry.happenedAt, timeZone),
    whoText(entry),
    staffActionText(entry.action),
    entry.number ?? '',
    entry.subject,
    entry.reason,
    entry.requestId,
  ].map(asText);

/** A spreadsheet takes a text that begins so for a formula. */
const asText = (text: string): string => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
