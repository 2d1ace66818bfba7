import type pg from 'pg';
import type { StormHouse } from './storm-house.ts';

type GatewayRow = { key: string; status: string; kopecks: number; refunded: number };
type Books = {
  yookassa: {
    payments: {
      status: string;
      amountKopecks: number;
      refundedKopecks: number;
      metadata: Record<string, string>;
    }[];
  };
  tbank: {
    payments: { orderId: string; status: string; amountKopecks: number; refundedKopecks: number }[];
  };
  bank: {
    operations: { txnId: string; state: string; kopecks: number; at: string; trouble: string }[];
  };
};

export const fetchBooks = async ({ sandbox }: Pick<StormHouse, 'sandbox'>): Promise<Books> =>
  (await (await fetch(`${sandbox.url}/books.json`)).json()) as Books;

export type StormBooks = {
  /** What was held against what, with both sums. */
  compared: string[];
  problems: string[];
};

type Comparing = { house: StormHouse; pool: pg.Pool };
type Found = StormBooks & { paidKopecks: number; refundedKopecks: number };

/** Books of each outside party = payments = ledger, payment by payment and account by account. */
export async function compareBooks({ house, pool }: Comparing): Promise<StormBooks> {
  const books = await fetchBooks(house);
  const found = { compared: [], problems: [], paidKopecks: 0, refundedKopecks: 0 } as Found;
  await compareGateway(pool, found, {
    gateway: 'yookassa',
    theirs: books.yookassa.payments.map((one) => ({
      key: one.metadata.order_key ?? '',
      status: one.status,
      kopecks: one.amountKopecks,
      refunded: one.refundedKopecks,
    })),
  });
  await compareGateway(pool, found, {
    gateway: 'tbank',
    theirs: books.tbank.payments.map((one) => ({
      key: one.orderId,
      status: tbankStates[one.status] ?? one.status,
      kopecks: one.amountKopecks,
      refunded: one.refundedKopecks,
    })),
  });
  await compareBank(pool, found, books.bank.operations);
  await compareLedger(pool, found);
  return { compared: found.compared, problems: found.problems };
}

const tbankStates: Record<string, string> = {
  NEW: 'pending',
  CONFIRMED: 'succeeded',
  PARTIAL_REFUNDED: 'succeeded',
  REFUNDED: 'succeeded',
  REJECTED: 'canceled',
  CANCELED: 'canceled',
};

async function compareGateway(
  pool: pg.Pool,
  found: Found,
  { gateway, theirs }: { gateway: string; theirs: GatewayRow[] },
): Promise<void> {
  const { rows: ours } = await pool.query<GatewayRow>(
    `select g.idempotence_key as key, p.state as status, p.amount_kopecks as kopecks, (
       select coalesce(sum(r.amount_kopecks), 0)::bigint from payment_refunds r
       where r.payment_id = p.payment_id and r.state = 'succeeded') as refunded
     from payments p join gateway_payments g using (payment_id) where g.gateway = $1`,
    [gateway],
  );
  const byKey = new Map(theirs.map((one) => [one.key, one]));
  if (byKey.size !== theirs.length) found.problems.push(`${gateway}: two payments for one of ours`);
  for (const one of ours) {
    const other = byKey.get(one.key);
    byKey.delete(one.key);
    // One that never reached the gateway is no payment, and we know it.
    const due = other ?? { ...one, status: 'canceled', refunded: 0 };
    for (const field of ['status', 'kopecks', 'refunded'] as const) {
      if (one[field] === due[field]) continue;
      found.problems.push(
        `${gateway} ${one.key}: ${field} ours ${one[field]}, theirs ${due[field]}`,
      );
    }
  }
  for (const key of byKey.keys()) found.problems.push(`${gateway} ${key}: we know nothing of it`);
  const [our, their] = [sums(ours), sums(theirs)];
  found.paidKopecks += their.paid;
  found.refundedKopecks += their.refunded;
  found.compared.push(
    `${gateway}: ${theirs.length} payments, paid ${their.count} of ${their.paid} kopecks, given back ${their.refunded}; ours ${our.count} of ${our.paid}, ${our.refunded}`,
  );
}

function sums(rows: readonly GatewayRow[]) {
  const paid = rows.filter(({ status }) => status === 'succeeded');
  const sum = (values: number[]) => values.reduce((all, value) => all + value, 0);
  return {
    count: paid.length,
    paid: sum(paid.map(({ kopecks }) => kopecks)),
    refunded: sum(paid.map(({ refunded }) => refunded)),
  };
}

async function compareBank(
  pool: pg.Pool,
  found: Found,
  operations: Books['bank']['operations'],
): Promise<void> {
  const { rows } = await pool.query<{ txn: string; kopecks: number; state: string }>(
    `select agent_txn_id as txn, amount_kopecks as kopecks, state from payments where agent = 'demo'`,
  );
  const ours = new Map(rows.map((row) => [row.txn, row]));
  if (ours.size !== rows.length) found.problems.push('bank: an operation counts twice');
  // What was not answered is the bank's money too, and stands in its registry.
  const held = operations.filter(({ state }) => state === 'paid' || state === 'unknown');
  for (const { txnId, kopecks } of held) {
    const one = ours.get(txnId);
    ours.delete(txnId);
    const isSame = one?.state === 'succeeded' && one.kopecks === kopecks;
    if (!isSame) {
      found.problems.push(`bank ${txnId}: ${kopecks} there, ${one?.kopecks} ${one?.state} here`);
    }
  }
  for (const txn of ours.keys()) found.problems.push(`bank ${txn}: we have it, the bank does not`);
  for (const { txnId, trouble } of operations.filter(({ state }) => state === 'broken')) {
    found.problems.push(`bank ${txnId}: ${trouble}`);
  }
  const theirs = held.reduce((sum, { kopecks }) => sum + kopecks, 0);
  const here = rows.reduce((sum, { kopecks }) => sum + kopecks, 0);
  found.paidKopecks += theirs;
  found.compared.push(
    `bank: ${operations.length} operations, holds ${held.length} of ${theirs} kopecks; ours ${rows.length} of ${here}`,
  );
}

async function compareLedger(pool: pg.Pool, found: Found): Promise<void> {
  const { rows } = await pool.query<{ id: number; due: number; ledger: number; entries: number }>(
    `with due as (
       select id, sum(kopecks)::bigint as due from (
         select part.personal_account_id as id, part.amount_kopecks as kopecks
         from payment_parts part join payments p using (payment_id) where p.state = 'succeeded'
         union all
         select personal_account_id, -amount_kopecks from payment_refunds
         where state = 'succeeded') each_of group by id),
     posted as (
       select personal_account_id as id, -sum(amount_kopecks)::bigint as ledger,
         count(*)::int as entries
       from ledger_entries where kind = 'payment' group by 1)
     select id, coalesce(due, 0) as due, coalesce(ledger, 0) as ledger,
       coalesce(entries, 0) as entries
     from due full join posted using (id)`,
  );
  for (const { id, due, ledger } of rows) {
    if (due !== ledger) found.problems.push(`account ${id}: paid ${due}, in the ledger ${ledger}`);
  }
  const ledger = rows.reduce((sum, one) => sum + one.ledger, 0);
  const entries = rows.reduce((sum, one) => sum + one.entries, 0);
  const due = found.paidKopecks - found.refundedKopecks;
  if (ledger !== due) found.problems.push(`the ledger has ${ledger}, all their books ${due}`);
  const { rows: left } = await pool.query<{ n: number }>(
    `select (select count(*) from payments where state in ('created', 'unknown', 'unidentified'))::int
       + (select count(*) from payment_refunds
          where state not in ('succeeded', 'canceled'))::int as n`,
  );
  if (left[0]?.n !== 0) found.problems.push(`${left[0]?.n} payments are still not known`);
  const { rows: open } = await pool.query<{ kind: string; subject: string }>(
    `select kind, subject from book_differences where state = 'open'`,
  );
  for (const { kind, subject } of open) found.problems.push(`a difference: ${kind} ${subject}`);
  found.compared.push(
    `ledger: ${rows.length} accounts, ${entries} entries of ${ledger} kopecks; all their books ${due}`,
  );
}
