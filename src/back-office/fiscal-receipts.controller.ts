import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { inTransaction } from '#src/db/transaction.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { notFound } from '#src/http/refused-request.ts';
import { decideRefusedReceipt, findRefusedReceipt } from '#src/payments/refused-receipts.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { deskFailureText } from './back-office.ru.ts';
import { bankDecisionProps } from './bank-decision.ts';
import type { DecisionPage } from './decision-page.ts';
import { recordOf } from './desk.ts';
import { FiscalReceiptPage } from './fiscal-receipt.page.tsx';
import { readDecision, readId } from './read-decision.ts';
import { ofAccount, recordShown } from './record-shown.ts';

/** A чек that the till would not take: tried again, or made elsewhere. */
export function registerFiscalReceipts(app: FastifyInstance, deps: AppDeps): void {
  const seeing = { preHandler: requireStaff('see_bank_money') };
  const deciding = { preHandler: requireStaff('decide_bank_money') };

  app.get(routes.staffFiscalReceipt, seeing, (request, reply) => show({ request, reply, deps }));

  app.post(routes.staffFiscalReceipt, deciding, async (request, reply) => {
    const fiscalReceiptId = readId(request, 'receiptId');
    const read = readDecision(request, ['retried', 'closed']);
    const { values } = read;
    if (!read.ok) return show({ request, reply, deps, ...read, status: 422 });
    const { decision } = read;
    const deed = { ...recordOf(request), reason: read.reason };
    const now = deps.clock.now();
    const decided = await inTransaction(deps.db, (tx) =>
      decideRefusedReceipt(tx, staffOf(request).actor, { fiscalReceiptId, decision, deed, now }),
    );
    if (decided.ok) return reply.seeOther(`${href('staffBanks')}?done=receipt_${decision}`);
    const errors = [{ field: 'decision', message: deskFailureText(decided) }];
    return show({ request, reply, deps, values, errors, status: 409 });
  });
}

async function show(decision: DecisionPage) {
  const { request, reply, deps, status } = decision;
  const { actor } = staffOf(request);
  const receipt = await findRefusedReceipt(deps.db, actor, readId(request, 'receiptId'));
  if (!receipt) throw notFound();
  await recordShown(deps, actor, {
    record: recordOf(request),
    action: 'look_at_fiscal_receipt',
    shown: [ofAccount(receipt.personalAccountId)],
  });
  const props = {
    ...(await bankDecisionProps(decision, {
      subject: `fiscal_receipt:${receipt.fiscalReceiptId}`,
      actions: ['retry_fiscal_receipt', 'close_fiscal_receipt'],
    })),
    receipt,
  };
  return reply.page(h(FiscalReceiptPage, props), status);
}
