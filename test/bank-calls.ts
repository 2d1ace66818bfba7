import { hashSecret } from '#src/banks/admit-agent.ts';
import { addBankAgent, type BankAgentTerms } from '#src/banks/bank-agents-store.ts';
import { getBalance } from '#src/billing/get-balance.ts';
import { startWorld, type World } from './harness.ts';
import { createSubscriber, type Subscriber } from './subscriber.ts';

const loopback = ['127.0.0.0/8', '::1'];
const terms: BankAgentTerms = {
  agent: 'demo',
  name: 'Банк примера',
  means: 'bank',
  networks: loopback,
  login: null,
  secretSha256: null,
  certificate: null,
  inn: null,
  leastKopecks: 100,
  mostKopecks: 5_000_000,
  registries: 'approval',
};

/** A live and a closed account, and agents that are let in each by another proof. */
export async function startCalledWorld() {
  const world = await startWorld({ hasWorker: false });
  const anna = await createSubscriber(world);
  const closed = await createSubscriber(world, { personalAccount: { closed_on: '2026-11-01' } });
  const now = world.clock.now();
  await addBankAgent(world.db, terms, { now });
  await addBankAgent(world.db, { ...terms, agent: 'far', networks: ['192.0.2.0/24'] }, { now });
  await addBankAgent(
    world.db,
    { ...terms, agent: 'basic', login: 'bank', secretSha256: hashSecret('the secret') },
    { now },
  );
  await addBankAgent(world.db, { ...terms, agent: 'cert', certificate: 'AA:BB:CC' }, { now });
  return { world, anna, closed };
}

type Fields = Record<string, string>;
type Called = { world: World; anna: Subscriber };

/** What a bank asks, and what is answered and kept. */
export function bankCalls(called: () => Called) {
  async function call(path: string, fields: Fields, headers: Fields = {}) {
    const address = `${called().world.url}${path}?${new URLSearchParams(fields)}`;
    const answer = await fetch(address, { headers });
    return { status: answer.status, body: await answer.text(), headers: answer.headers };
  }

  let lastTxn = 1_000;
  return {
    call,
    osmp: async (fields: Fields) => (await call('/bank/osmp/demo', fields)).body,
    sber: async (fields: Fields) => (await call('/bank/sber/demo', fields)).body,
    /** Fields of a payment by ОСМП, each time of a new number. */
    pay(own: Fields = {}) {
      lastTxn += 1;
      return {
        command: 'pay',
        txn_id: String(lastTxn),
        txn_date: '20261120120133',
        account: called().anna.accountNumber,
        sum: '10.45',
        ...own,
      };
    },
    /** The same by Сбербанк. */
    payment(own: Fields = {}) {
      lastTxn += 1;
      return {
        ACTION: 'payment',
        ACCOUNT: called().anna.accountNumber,
        AMOUNT: '20.50',
        PAY_ID: String(lastTxn),
        PAY_DATE: '20.11.2026_12:01:33',
        ...own,
      };
    },
    async rowsOf(txn: string) {
      const { rows } = await called().world.pool.query(
        `select payment_id, state, reason, paid_on, amount_kopecks, means, channel
         from payments where agent_txn_id = $1`,
        [txn],
      );
      return rows;
    },
    async balance() {
      const { world, anna } = called();
      const one = { personalAccountId: anna.personalAccountId };
      return (await getBalance(world, anna.actor, one))?.totalKopecks ?? Number.NaN;
    },
  };
}

/** The text of an element of an answer. */
export const read = (xml: string, name: string) =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
