import { describeLoadFailure, describeStatementFailure } from '#src/banks/banks-cli.ru.ts';
import type { LoadFailure } from '#src/banks/load-registry.ts';
import type { StatementFailure } from '#src/banks/load-statement.ts';

/** Of the templates that come with the product. */
export const templateText: Record<string, string> = {
  sber: 'Сбербанк: через точку с запятой, windows-1251',
  terminals: 'Терминалы: через точку с запятой, UTF-8',
  post: 'Почта: через вертикальную черту, cp866',
};

export const fileMessages = {
  agentMissing: 'Выберите, чей это реестр',
  templateMissing: 'Выберите шаблон',
  fileMissing: 'Выберите файл',
  fileEmpty: 'Файл пустой: выберите другой',
  kindMissing: 'Выберите, что загружаете: реестр или выписку',
} as const;

const restText = 'Ничего не загружено.';

/** The line and the field that are wrong stand in it; the file is taken whole or not at all. */
export function registryFailureText(failure: LoadFailure): string {
  if (failure.code === 'unknown_agent') return 'Банк отключили, пока вы выбирали файл';
  if (failure.code === 'broken_encoding') {
    return `Буквы в файле не читаются: кодировка не та, что в шаблоне. ${restText}`;
  }
  return describeLoadFailure(failure);
}

export const statementFailureText = (failure: StatementFailure): string =>
  failure.code === 'broken_encoding'
    ? `Буквы в файле не читаются: кодировка не та, что названа в самом файле. ${restText}`
    : describeStatementFailure(failure);
