export type Protocol = 'osmp' | 'sber';

/** What the bank knows of an operation by itself. */
export type Operation = {
  txnId: string;
  protocol: Protocol;
  /** As the payer typed it. */
  number: string;
  kopecks: number;
  /** By the bank's clock: YYYY-MM-DDTHH:MM:SS. */
  at: string;
  /** refused: the money was given back. unknown: it is with us and must be told until it is taken. */
  state: 'checking' | 'unknown' | 'paid' | 'refused' | 'broken';
  /** The last code of the protocol. */
  code: number | null;
  /** The supplier's own number, which a repeat must tell again. */
  prvTxn: string | null;
  /** What was wrong with an answer, in words for people. */
  trouble: string;
  /** Name that the check has shown. */
  shownName: string;
  calls: number;
};

export type BankBooks = ReturnType<typeof createBankBooks>;

/** The books of a bank: what its payers have given, and what came of it. */
export function createBankBooks() {
  const operations: Operation[] = [];
  // Numbers of a start before must not come again: the supplier keeps them for ever.
  let lastTxn = Date.now() * 1_000;

  return {
    operations,
    open(given: Pick<Operation, 'protocol' | 'number' | 'kopecks' | 'at'>): Operation {
      lastTxn += 1;
      const operation: Operation = {
        ...given,
        txnId: String(lastTxn),
        state: 'checking',
        code: null,
        prvTxn: null,
        trouble: '',
        shownName: '',
        calls: 0,
      };
      operations.push(operation);
      return operation;
    },
    find: (txnId: string): Operation | null =>
      operations.find((operation) => operation.txnId === txnId) ?? null,
    /** The money of a day that the bank holds: it must reach the supplier, whatever was answered. */
    ofDay: (day: string): Operation[] =>
      operations.filter(
        ({ at, state }) => at.startsWith(day) && (state === 'paid' || state === 'unknown'),
      ),
    summary: () => ({
      paidKopecks: operations.reduce(
        (sum, { state, kopecks }) => sum + (state === 'paid' ? kopecks : 0),
        0,
      ),
      operations: operations.map((operation) => ({ ...operation })),
    }),
  };
}
