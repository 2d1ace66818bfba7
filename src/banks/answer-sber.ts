import type { BankAgentTerms } from './bank-agents-store.ts';
import { isTooLate, type Protocol } from './bank-protocol.ts';
import { bankAnswerText } from './banks.ru.ts';
import { bankAnswers } from './banks-metrics.ts';
import { readSber, type SberAnswer, type SberRequest, writeSber } from './sber.ts';
import { type BankDeps, checkPayment, takePayment } from './take-payment.ts';

/** Сбербанк ЕПС, protocol 1: `check` and `payment`. */
export const answerSber: Protocol = {
  async answer(deps, terms, fields) {
    const request = readSber(fields);
    const answer = await answerTo(deps, terms, request);
    const { agent } = terms;
    bankAnswers.inc({ agent, command: request.action, answer: answer.code });
    return writeSber({ ...answer, message: bankAnswerText[answer.code] });
  },
  temporary: () => writeSber({ code: 'temporary', message: bankAnswerText.temporary }),
};

type Told = Omit<SberAnswer, 'message'>;

async function answerTo(
  deps: BankDeps,
  terms: BankAgentTerms,
  request: SberRequest,
): Promise<Told> {
  if (request.action === 'wrong') return { code: request.code };
  if (request.action === 'check') {
    const checked = await checkPayment(deps, terms, request);
    return checked.ok ? { code: 'ok', maskedName: checked.maskedName } : { code: checked.code };
  }
  if (isTooLate(request.paidOn, deps)) return { code: 'bad_date' };
  const { payId: txnId, ...operation } = request;
  const result = await takePayment(deps, terms, { ...operation, txnId });
  if (!result.ok) {
    return { code: result.code === 'number_used_otherwise' ? 'other' : result.code };
  }
  const { paymentId, amountKopecks, takenAt, isKnown } = result;
  const registeredAt = momentOf(takenAt, deps.supplier.timeZone);
  const taken = { paymentId, amountKopecks, registeredAt };
  return { code: isKnown ? 'duplicate' : 'ok', taken };
}

/** As the protocol writes moments, by the supplier's clock. */
function momentOf(at: Date, timeZone: string): string {
  const options = { timeZone, dateStyle: 'short', timeStyle: 'medium' } as const;
  // Swedish writes ISO: 2026-11-20 12:01:33.
  const [date = '', time = ''] = new Intl.DateTimeFormat('sv-SE', options).format(at).split(' ');
  return `${date.split('-').toReversed().join('.')}_${time}`;
}
