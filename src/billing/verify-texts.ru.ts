import { formatMonth } from '#src/ui/format.ru.ts';
import type { ReopenOutcome } from './reopen-month.ts';
import type { LedgerReport } from './verify-ledger.ts';

export function describeVerification(report: LedgerReport): string {
  const { months, accounts, notRecomputed, difference } = report;
  if (!difference) {
    const skipped =
      notRecomputed > 0
        ? `\nНе пересчитано по показаниям: ${notRecomputed.toLocaleString('ru-RU')} (реестр изменил их сведения после закрытия)`
        : '';
    return `Всё сходится: месяцев ${months}, лицевых счетов ${accounts.toLocaleString('ru-RU')}${skipped}`;
  }
  return [
    `РАСХОЖДЕНИЕ: ${formatMonth(difference.month)}, лицевой счёт ${difference.number}`,
    `  что:      ${difference.what}`,
    `  хранится: ${difference.kept}`,
    `  по счёту: ${difference.computed}`,
  ].join('\n');
}

export function describeReopen(outcome: ReopenOutcome): string {
  const month = formatMonth(outcome.month);
  if (outcome.ok) {
    return `${month} открыт снова: обратных записей ${outcome.entries.toLocaleString('ru-RU')}`;
  }
  switch (outcome.code) {
    case 'not_closed':
      return `${month} не закрыт: открывать нечего`;
    case 'still_running':
      return `${month} закрывается: дождитесь конца или запустите закрытие ещё раз`;
    case 'not_the_last':
      return `открыть можно только последний закрытый месяц: ${formatMonth(outcome.last)}`;
  }
}
