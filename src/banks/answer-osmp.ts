import type { BankAgentTerms } from './bank-agents-store.ts';
import { type Fields, isTooLate, type Protocol } from './bank-protocol.ts';
import { bankAnswerText } from './banks.ru.ts';
import { bankAnswers } from './banks-metrics.ts';
import { type OsmpAnswer, type OsmpCode, type OsmpRequest, readOsmp, writeOsmp } from './osmp.ts';
import { type BankDeps, checkPayment, takePayment } from './take-payment.ts';

/** ОСМП: `check` and `pay`, the form that most banks and terminals speak. */
export const answerOsmp: Protocol = {
  async answer(deps, terms, fields) {
    const request = readOsmp(fields);
    const answer = await answerTo(deps, terms, request);
    const { agent } = terms;
    bankAnswers.inc({ agent, command: request.command, answer: answer.code });
    return writeOsmp({ ...answer, txnId: request.txnId, comment: bankAnswerText[answer.code] });
  },
  temporary: ({ txn_id: txnId = '' }: Fields) =>
    writeOsmp({ txnId, code: 'temporary', comment: bankAnswerText.temporary }),
};

type Told = Omit<OsmpAnswer, 'txnId' | 'comment'>;

async function answerTo(
  deps: BankDeps,
  terms: BankAgentTerms,
  request: OsmpRequest,
): Promise<Told> {
  if (request.command === 'wrong') return { code: request.code };
  if (request.command === 'check') {
    const checked = await checkPayment(deps, terms, request);
    return checked.ok ? { code: 'ok', maskedName: checked.maskedName } : { code: checked.code };
  }
  if (isTooLate(request.paidOn, deps)) return { code: 'other' };
  const taken = await takePayment(deps, terms, request);
  if (!taken.ok) return { code: codeOf(taken.code) };
  const { paymentId: prvTxn, amountKopecks } = taken;
  return { code: 'ok', prvTxn, amountKopecks };
}

const codeOf = <C extends OsmpCode>(code: C | 'number_used_otherwise'): OsmpCode =>
  code === 'number_used_otherwise' ? 'other' : code;
