import { gatewayName } from '#src/payments/payments.ru.ts';
import { formatDateShort, formatKopecksPlain } from '#src/ui/format.ru.ts';
import type { DifferenceKind } from './differences-store.ts';
import type { GatewayCompared, Sum } from './gateway-comparison.ts';
import type { LoadFailure } from './load-registry.ts';
import type { StatementFailure } from './load-statement.ts';
import type { RegistryFault } from './read-registry.ts';
import type { StatementFault } from './read-statement.ts';
import type { Reconciled } from './reconcile.ts';

const roubles = (kopecks: number): string => `${formatKopecksPlain(kopecks)}\u00a0₽`;

function describeRegistryFault(fault: RegistryFault): string {
  switch (fault.code) {
    case 'empty':
      return 'в файле нет ни одного платежа';
    case 'no_trailer':
      return 'нет итоговой строки: файл неполный или шаблон другой';
    case 'after_trailer':
      return `в строке ${fault.line}, после итоговой, есть ещё что-то`;
    case 'columns':
      return `в строке ${fault.line} колонок ${fault.found}, а по шаблону ${fault.expected}`;
    case 'txn_id':
      return `в строке ${fault.line} номер операции пуст или не похож на номер`;
    case 'account':
      return `в строке ${fault.line} лицевой счёт пуст или слишком длинный`;
    case 'amount':
      return `в строке ${fault.line} сумма не читается или равна нулю`;
    case 'day':
      return `в строке ${fault.line} даты платежа нет или она написана иначе`;
    case 'repeated_txn':
      return `в строке ${fault.line} та же операция, что в строке ${fault.earlier}`;
    case 'trailer':
      return `в строке ${fault.line}, итоговой, не читаются число или суммы`;
    case 'count':
      return `строк ${fault.found}, а в итоговой строке ${fault.told}`;
    case 'total':
      return `сумма строк ${roubles(fault.foundKopecks)}, а в итоговой строке ${roubles(fault.toldKopecks)}`;
  }
}

export function describeLoadFailure(failure: LoadFailure): string {
  switch (failure.code) {
    case 'unknown_agent':
      return 'Такого агента нет: ochag bank-agent list';
    case 'posted_unseen':
      return 'Реестры этого банка проводит сверка, без второго сотрудника. Передайте файл инженеру';
    case 'broken_encoding':
      return 'Файл не в той кодировке, что в шаблоне';
    case 'registry_wrong':
      return `Реестр не принят: ${describeRegistryFault(failure.fault)}`;
    case 'day_to_come':
      return `Реестр не принят: в строке ${failure.line} дата ещё не наступила`;
    case 'known_file':
      return `Этот файл уже загружен: реестр ${failure.registryId}`;
    case 'known_rows':
      return `Реестр не принят: операций из реестра ${failure.registryId} повторяется ${failure.count}, первая ${failure.txnId}`;
  }
}

function describeStatementFault(fault: StatementFault): string {
  switch (fault.code) {
    case 'not_statement':
      return 'это не 1CClientBankExchange';
    case 'no_end':
      return 'нет строки КонецФайла: файл неполный';
    case 'no_accounts':
      return 'в выписке не названы расчётные счета';
    case 'no_days':
      return 'не читаются ДатаНачала и ДатаКонца';
    case 'document':
      return `документ в строке ${fault.line}: не читаются номер, дата или сумма`;
    case 'total_in':
      return `поступило ${roubles(fault.foundKopecks)}, а по выписке ${roubles(fault.toldKopecks)}`;
  }
}

export function describeStatementFailure(failure: StatementFailure): string {
  if (failure.code === 'broken_encoding') return 'Файл не в той кодировке, что названа в нём';
  if (failure.code === 'known_statement') {
    return `Эта выписка уже загружена: ${failure.statementId}`;
  }
  if (failure.code === 'other_account') {
    return `Выписка не принята: она по счёту ${failure.account}, а наш расчётный счёт — ${failure.ownAccount}`;
  }
  return `Выписка не принята: ${describeStatementFault(failure.fault)}`;
}

export const registryLoaded = (loaded: {
  registryId: number;
  rowsCount: number;
  totalKopecks: number;
}): string =>
  `Реестр ${loaded.registryId}: платежей ${loaded.rowsCount} на ${roubles(loaded.totalKopecks)}. Проводят его двое: раздел «Банки» рабочего места`;

export const statementLoaded = (loaded: {
  statementId: number;
  added: number;
  known: number;
  matched: number;
}): string =>
  `Выписка ${loaded.statementId}: поступлений новых ${loaded.added}, известных ${loaded.known}, сошлось с реестрами ${loaded.matched}`;

const differenceKindText = {
  not_posted: 'В реестре есть, у нас нет',
  other_sum: 'Сумма другая',
  other_account: 'Лицевой счёт другой',
  other_day: 'День платежа другой',
  not_in_registry: 'У нас есть, в реестре нет',
  no_registry: 'Реестра за день нет',
  no_money: 'Деньги по реестру не пришли',
  unmatched_money: 'Поступление без реестра',
  ledger_differs: 'В книге другая сумма',
  not_counted: 'Прошёл в шлюзе, у нас не был учтён',
  not_in_gateway: 'У нас прошёл, в шлюзе нет',
  not_known: 'Шлюз не говорит, прошёл ли платёж',
  foreign_payment: 'Платёж в шлюзе не из нашего кабинета',
  refund_not_counted: 'Возврат в шлюзе, у нас не был учтён',
  refund_differs: 'Возврат на другую сумму',
  refund_not_in_gateway: 'У нас возврат есть, в шлюзе нет',
  foreign_refund: 'Возврат в шлюзе по чужому платежу',
  gateway_silent: 'Шлюз не ответил, сверка неполная',
} as const satisfies Record<DifferenceKind, string>;

export const differenceText = (kind: string): string =>
  differenceKindText[kind as DifferenceKind] ?? kind;

/** `gateway yookassa` → «ЮKassa». */
export const sourceName = (source: string): string =>
  gatewayName(source.replace(/^gateway /, '')) ?? source;

type Named = { kind: string; subject: string; agent?: string | null; agentName: string | null };

/** Which operation or file it is about: banks and gateways by their names, numbers as they give them. */
export function differenceSubject({ kind, subject, agent, agentName }: Named): string {
  const [code = '', ...rest] = subject.split(' ');
  const number = rest.join(' ');
  const name = agent !== null && agent === code ? agentName : gatewayName(code);
  if (name === null || name === undefined) return subject;
  if (number === '') return name;
  return kind === 'no_money' ? `${name}, реестр ${number}` : `${name}, ${number}`;
}

export function describeDay({ day, found, gateways }: Reconciled): string {
  const head = formatDateShort(day);
  const lines = found.map((one) => {
    const { kind, ourKopecks: ours, theirKopecks: theirs } = one;
    // Where they have not answered nobody knows what they have.
    const theirNone = kind === 'not_known' || kind === 'refund_differs' ? 'неизвестно' : 'нет';
    const isSummed = (ours ?? theirs ?? null) !== null;
    const sums = isSummed ? `, у нас ${sumOr(ours, 'нет')}, у них ${sumOr(theirs, theirNone)}` : '';
    return `  ${differenceText(kind)}: ${differenceSubject(one)}${sums}`;
  });
  const outcome = found.length === 0 ? 'книги сошлись' : `различий ${found.length}`;
  return [`${head}: ${outcome}`, ...lines, ...gateways.map(describeGateway)].join('\n');
}

function describeGateway({ gateway, ours, theirs, mended, ...done }: GatewayCompared): string {
  const sums = `у нас ${sumText(ours)}, в шлюзе ${sumText(theirs)}`;
  const put = mended.length > 0 ? `, исправлено ${mended.length}` : '';
  const blind = done.hasList ? '' : '; списка у шлюза нет: чужих платежей так не видно';
  const silent = done.isComplete ? '' : '; сверка неполная, шлюз ответил не на всё';
  return `  ${gatewayName(gateway)}: ${sums}${put}${blind}${silent}`;
}

const sumOr = (kopecks: number | null | undefined, none: string): string =>
  kopecks === null || kopecks === undefined ? none : roubles(kopecks);

const sumText = ({ count, kopecks }: Sum): string => `${count} на ${roubles(kopecks)}`;

export const cliMistakes = {
  template: (name: string) => `--template ${name}: напишите sber, terminals, post или файл .json`,
  templateFile: (file: string) => `--template ${file}: файл не читается или в нём не шаблон`,
  file: (file: string) => `${file}: такого файла нет или он не читается`,
  date: (text: string) => `--date ${text}: напишите день, например 2026-11-20`,
  agent: 'Имя агента: строчные латинские буквы, цифры и дефис, до 32 знаков',
  networks: '--networks: адреса и сети через запятую, например 192.0.2.0/24,198.51.100.7',
  amount: (option: string) => `${option}: сумма в рублях, например 100 или 15000,50`,
  taken: 'Агент с таким именем уже есть, хотя бы и отключённый',
  nobody: 'Такого агента нет: ochag bank-agent list',
};

export const agentAdded = (agent: string, secret: string | null): string =>
  secret === null
    ? `${agent}: добавлен`
    : `${agent}: добавлен. Секрет для Basic показан один раз, передайте его банку: ${secret}`;
export const agentChanged = (agent: string): string => `${agent}: изменён`;
export const noAgents = 'Агентов нет';
