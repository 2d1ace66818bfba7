import type { FastifyInstance, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { decideUnidentified } from '#src/banks/decide-unidentified.ts';
import { closeDifference, findDifference } from '#src/banks/differences-store.ts';
import { findAccountsOfPayments } from '#src/banks/payment-accounts.ts';
import { findUnidentified } from '#src/banks/unidentified-store.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { notFound } from '#src/http/refused-request.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { deskFailureText } from './back-office.ru.ts';
import { bankDecisionProps } from './bank-decision.ts';
import { DifferencePage, UnidentifiedPage } from './bank-money.page.tsx';
import type { DecisionPage } from './decision-page.ts';
import { recordOf } from './desk.ts';
import { readDecision, readId } from './read-decision.ts';
import { ofAccount, recordShown } from './record-shown.ts';

/** Money whose owner is not known, and books that differ: what people decide one by one. */
export function registerBankMoney(app: FastifyInstance, deps: AppDeps): void {
  const seeing = { preHandler: requireStaff('see_bank_money') };
  const deciding = { preHandler: requireStaff('decide_bank_money') };

  app.get(routes.staffUnidentified, seeing, (request, reply) =>
    showMoney({ request, reply, deps }),
  );

  app.post(routes.staffUnidentified, deciding, async (request, reply) => {
    const paymentId = readId(request, 'moneyId');
    const read = readDecision(request, ['assigned', 'returned']);
    const { values } = read;
    if (!read.ok) return showMoney({ request, reply, deps, ...read, status: 422 });
    const { decision } = read;
    const choice =
      decision === 'assigned'
        ? { decision, accountNumber: (values as Record<string, string>).number ?? '' }
        : { decision };
    const deed = { ...recordOf(request), reason: read.reason };
    const decided = await decideUnidentified(deps, staffOf(request).actor, {
      paymentId,
      choice,
      deed,
    });
    if (decided.ok) return reply.seeOther(`${href('staffBanks')}?done=${decision}`);
    if (decided.code === 'money_not_found') throw notFound();
    const field = decided.code === 'decided_already' ? 'decision' : 'number';
    const errors = [{ field, message: deskFailureText(decided) }];
    const status = decided.code === 'decided_already' ? 409 : 422;
    return showMoney({ request, reply, deps, values, errors, status });
  });

  app.get(routes.staffDifference, seeing, (request, reply) =>
    showDifference({ request, reply, deps }),
  );

  app.post(routes.staffDifference, deciding, async (request, reply) => {
    const differenceId = readId(request, 'differenceId');
    const read = readDecision(request, ['closed']);
    const { values } = read;
    if (!read.ok) return showDifference({ request, reply, deps, ...read, status: 422 });
    const deed = { ...recordOf(request), reason: read.reason };
    const now = deps.clock.now();
    const closed = await inTransaction(deps.db, (tx) =>
      closeDifference(tx, staffOf(request).actor, { differenceId, deed, now }),
    );
    if (closed.ok) return reply.seeOther(`${href('staffBanks')}?done=difference_closed`);
    const errors = [{ field: 'decision', message: deskFailureText(closed) }];
    return showDifference({ request, reply, deps, values, errors, status: 409 });
  });
}

async function showMoney(decision: DecisionPage) {
  const { request, reply, deps, status } = decision;
  const { actor } = staffOf(request);
  const money = await findUnidentified(deps.db, actor, readId(request, 'moneyId'));
  if (!money) throw notFound();
  await noteLook(request, deps, money.paymentId);
  const props = {
    ...(await bankDecisionProps(decision, {
      subject: `payment:${money.paymentId}`,
      actions: ['assign_money', 'return_money'],
    })),
    money,
  };
  return reply.page(h(UnidentifiedPage, props), status);
}

async function showDifference(decision: DecisionPage) {
  const { request, reply, deps, status } = decision;
  const { actor } = staffOf(request);
  const difference = await findDifference(deps.db, actor, readId(request, 'differenceId'));
  if (!difference) throw notFound();
  await noteLook(request, deps, difference.paymentId);
  const props = {
    ...(await bankDecisionProps(decision, {
      subject: `difference:${difference.differenceId}`,
      actions: ['close_difference'],
    })),
    difference,
  };
  return reply.page(h(DifferencePage, props), status);
}

async function noteLook(request: FastifyRequest, deps: AppDeps, paymentId: number | null) {
  const { actor } = staffOf(request);
  const ids = paymentId === null ? [] : [paymentId];
  const shown = (await findAccountsOfPayments(deps.db, actor, ids)).map(ofAccount);
  const record = recordOf(request);
  await recordShown(deps, actor, { record, action: 'look_at_bank_money', shown });
}
