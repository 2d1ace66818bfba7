import { type Answer, BrokenAnswer, isPassing, isTaken, readAnswer, roubles } from './answers.ts';
import type { BankFaults } from './faults.ts';
import type { BankBooks, Operation } from './operations.ts';

export type TellerOptions = {
  books: BankBooks;
  faults: BankFaults;
  /** Where the supplier is reached; null: nowhere. */
  siteUrl: () => string | null;
  /** The bank's name at the supplier. */
  agent: string;
};

/** Of a pay that was not answered: after these it is left to `repeat` and the registry. */
const TRIES = 3;

/** Takes money for the supplier as a terminal does: check, then pay until it is taken. */
export function createTeller({ books, faults, siteUrl, agent }: TellerOptions) {
  async function call(operation: Operation, step: 'check' | 'pay', isDropped = false) {
    const site = siteUrl();
    if (!site) throw new BrokenAnswer('кабинет не запущен');
    operation.calls += 1;
    const { protocol } = operation;
    const address = `${site}/bank/${protocol}/${agent}?${fieldsOf(operation, step)}`;
    const response = await fetch(address, { signal: AbortSignal.timeout(60_000) });
    const xml = await response.text();
    // The supplier has done its part; the line broke on the way back.
    if (isDropped) throw new BrokenAnswer('связь оборвалась до ответа');
    const type = response.headers.get('content-type') ?? '';
    return readAnswer(operation, step, { status: response.status, type, xml });
  }

  async function check(operation: Operation): Promise<boolean> {
    try {
      const answer = await call(operation, 'check');
      operation.code = answer.code;
      operation.shownName = answer.name;
      if (answer.code === 0) return true;
    } catch (error) {
      operation.trouble = wordsOf(error);
    }
    operation.state = 'refused';
    return false;
  }

  async function pay(operation: Operation): Promise<void> {
    if (operation.state === 'checking') operation.state = 'unknown';
    const fault = faults.take();
    const together = fault === 'parallel' ? 5 : 1;
    const calls = Array.from({ length: together }, () =>
      call(operation, 'pay', fault === 'drop_answer'),
    );
    for (const { status, ...settled } of await Promise.allSettled(calls)) {
      if (status === 'fulfilled') hear(operation, (settled as { value: Answer }).value);
      else operation.trouble = wordsOf((settled as { reason: unknown }).reason);
    }
  }

  return {
    /** From the banknotes to the receipt. */
    async take(given: Parameters<BankBooks['open']>[0]): Promise<Operation> {
      const operation = books.open(given);
      if (!(await check(operation))) return operation;
      if (faults.takeSilence()) {
        operation.state = 'unknown';
        operation.trouble = 'оплату ещё не отправляли';
        return operation;
      }
      for (let tries = 0; tries < TRIES; tries += 1) {
        await pay(operation);
        if (operation.state !== 'unknown') break;
      }
      return operation;
    },
    /** Tells an operation again, whatever was answered. */
    async repeat(operation: Operation): Promise<Operation> {
      if (operation.state !== 'refused') await pay(operation);
      return operation;
    },
  };
}

/** What a pay was answered with; several at once must be answered alike. */
function hear(operation: Operation, answer: Answer): void {
  const { protocol } = operation;
  operation.code = answer.code;
  if (isTaken(protocol, answer.code)) {
    const isOther = operation.prvTxn !== null && operation.prvTxn !== answer.prvTxn;
    operation.prvTxn ??= answer.prvTxn;
    operation.trouble = isOther ? 'на повтор ответили другим номером' : '';
    operation.state = isOther ? 'broken' : 'paid';
  } else if (!isPassing(protocol, answer.code)) {
    const wasTaken = operation.prvTxn !== null;
    operation.trouble = wasTaken ? 'принятый платёж отвергнут на повторе' : '';
    operation.state = wasTaken ? 'broken' : 'refused';
  }
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? error.message : 'неизвестная ошибка';

function fieldsOf(operation: Operation, step: 'check' | 'pay'): URLSearchParams {
  const { protocol, txnId, number, kopecks, at } = operation;
  const sum = roubles(kopecks);
  const [date = '', time = ''] = at.split('T');
  if (protocol === 'osmp') {
    const moment = `${date}${time}`.replace(/\D/g, '');
    const when: Record<string, string> = step === 'pay' ? { txn_date: moment } : {};
    return new URLSearchParams({ command: step, txn_id: txnId, ...when, account: number, sum });
  }
  const action = step === 'pay' ? 'payment' : 'check';
  const [year, month, day] = date.split('-');
  const whole: Record<string, string> =
    step === 'pay' ? { PAY_ID: txnId, PAY_DATE: `${day}.${month}.${year}_${time}` } : {};
  return new URLSearchParams({ ACTION: action, ACCOUNT: number, AMOUNT: sum, ...whole });
}
