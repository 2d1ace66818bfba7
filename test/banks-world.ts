import iconv from 'iconv-lite';
import { system } from '#src/actor.ts';
import { addBankAgent, type BankAgentTerms } from '#src/banks/bank-agents-store.ts';
import { approveRegistry, type stornoRegistry } from '#src/banks/decide-registry.ts';
import { type LoadResult, loadRegistry } from '#src/banks/load-registry.ts';
import { postRegistry } from '#src/banks/post-registry.ts';
import { registryTemplates } from '#src/banks/registry-templates.ru.ts';
import { getBalance } from '#src/billing/get-balance.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { kaliningrad } from '#src/supplier/kaliningrad.ru.ts';
import { startWorld } from './harness.ts';
import { createStaff } from './staff.ts';
import { createSubscriber, type Subscriber } from './subscriber.ts';

export const sberTerms: BankAgentTerms = {
  agent: 'sber',
  name: 'Банк примера',
  means: 'bank',
  networks: [],
  login: null,
  secretSha256: null,
  certificate: null,
  inn: '7700000001',
  leastKopecks: 100,
  mostKopecks: 5_000_000,
  registries: 'approval',
};
export const trustedTerms: BankAgentTerms = {
  ...sberTerms,
  agent: 'trusted',
  inn: null,
  registries: 'reconcile',
};

let lastTxn = 5_000;
export const nextTxn = (): string => {
  lastTxn += 1;
  return String(lastTxn);
};

export type Line = { txn?: string; number?: string; roubles?: string; on?: string };

/** As a bank of the `sber` template writes it; a line without a number is of `number`. */
export function sberFile(lines: Line[], { number, trailer }: { number: string; trailer?: string }) {
  const rows = lines.map((line) => {
    const { txn = nextTxn(), roubles = '100,00', on = '20-11-2026' } = line;
    const whose = line.number ?? number;
    const about = [on, '12-01-33', '8626', '01', txn, whose, 'ИВАНОВ И.'];
    return [...about, roubles, roubles, '0,00'].join(';');
  });
  const total = lines.reduce(
    (sum, { roubles = '100,00' }) => sum + Number(roubles.replace(',', '')),
    0,
  );
  const sum = `${Math.floor(total / 100)},${String(total % 100).padStart(2, '0')}`;
  const last = trailer ?? `=${lines.length};${sum};${sum};0,00;1;21-11-2026`;
  return iconv.encode([...rows, last].join('\r\n'), 'windows-1251');
}

const ownAccount = kaliningrad.requisites.settlementAccount;

/** A document of a statement: money that came to us. */
export const incomeOf = (number: string, roubles: string, inn = '7700000001') => [
  'СекцияДокумент=Платежное поручение',
  `Номер=${number}`,
  'Дата=21.11.2026',
  `Сумма=${roubles}`,
  'ПлательщикСчет=30232810000000000001',
  `ПлательщикИНН=${inn}`,
  `ПолучательСчет=${ownAccount}`,
  'ДатаПоступило=21.11.2026',
  'НазначениеПлатежа=Перевод платежей населения по реестру',
  'КонецДокумента',
];
/** A statement of our account, or of `accounts`, for 21.11.2026 (1CClientBankExchange). */
export const statementFile = (
  documents: string[][],
  totalIn: string,
  accounts: readonly string[] = [ownAccount],
) =>
  iconv.encode(
    [
      '1CClientBankExchange',
      'ВерсияФормата=1.03',
      'Кодировка=Windows',
      'ДатаНачала=21.11.2026',
      'ДатаКонца=21.11.2026',
      ...accounts.map((one) => `РасчСчет=${one}`),
      'СекцияРасчСчет',
      `РасчСчет=${accounts[0]}`,
      `ВсегоПоступило=${totalIn}`,
      'КонецРасчСчет',
      ...documents.flat(),
      'КонецФайла',
    ].join('\r\n'),
    'windows-1251',
  );

export type BanksWorld = Awaited<ReturnType<typeof startBanksWorld>>;

/** Two households, an accountant, and two agents that send registries. */
export async function startBanksWorld({ hasWorker = false }: { hasWorker?: boolean } = {}) {
  const world = await startWorld({ hasWorker });
  const anna = await createSubscriber(world);
  const boris = await createSubscriber(world);
  const accountant = await createStaff(world, 'accountant');
  const engineer = system('test');
  const now = world.clock.now();
  await addBankAgent(world.db, sberTerms, { now });
  await addBankAgent(world.db, trustedTerms, { now });
  const deed = () => ({ actorName: accountant.name, requestId: '', reason: 'проверка' });

  const load = (bytes: Buffer, agent = 'sber'): Promise<LoadResult> => {
    const template = registryTemplates.sber;
    if (!template) throw new Error('no template of that name');
    const file = { agent, bytes, fileName: 'registry.txt', template, templateName: 'sber' };
    return loadRegistry(world.deps, engineer, file);
  };

  async function loadOne(lines: Line[], agent = 'sber'): Promise<number> {
    const loaded = await load(sberFile(lines, { number: anna.accountNumber }), agent);
    if (!loaded.ok) throw new Error(JSON.stringify(loaded.failure));
    return loaded.registryId;
  }

  async function decide(registryId: number, how: typeof stornoRegistry) {
    const { rows } = await world.pool.query(
      'select file_sha256 from bank_registries where registry_id = $1',
      [registryId],
    );
    const seen = { registryId, fileSha256: rows[0].file_sha256 };
    const at = world.clock.now();
    return inTransaction(world.db, (tx) =>
      how(tx, accountant.actor, { ...seen, deed: deed(), now: at }),
    );
  }

  return {
    world,
    anna,
    boris,
    accountant,
    engineer,
    deed,
    load,
    loadOne,
    decide,
    async post(registryId: number): Promise<void> {
      const decided = await decide(registryId, approveRegistry);
      if (!decided.ok) throw new Error(decided.code);
      await postRegistry(world.deps, registryId);
    },
    async balanceOf({ personalAccountId, actor }: Subscriber): Promise<number> {
      const balance = await getBalance(world, actor, { personalAccountId });
      return balance?.totalKopecks ?? Number.NaN;
    },
    async paymentOf(txn: string) {
      const query = 'select * from payments where agent_txn_id = $1';
      return (await world.pool.query(query, [txn])).rows[0];
    },
  };
}
