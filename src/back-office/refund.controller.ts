import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { readFormKey } from '#src/http/form-key.ts';
import { formValues } from '#src/http/forms.ts';
import { findRefundable } from '#src/payments/refunds-store.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { readKopecks } from '#src/ui/read-kopecks.ts';
import { openForStaff } from './account.controller.ts';
import { proposeChange } from './approvals.ts';
import { deskFailureText } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { readNeededReason } from './reason.ts';
import { RefundPage } from './refund.page.tsx';
import { refundMessages } from './refund-facts.ru.ts';

/** Money back the way it came: here the first of two says why. */
export function registerRefund(app: FastifyInstance, deps: AppDeps): void {
  const refunding = { preHandler: requireStaff('refund_payments') };

  app.get(routes.staffRefund, refunding, async (request, reply) => {
    const personalAccount = await openForStaff(request, deps, 'look_at_account');
    return showRefund({ request, reply, deps, personalAccount });
  });

  app.post(routes.staffRefund, refunding, async (request, reply) => {
    const personalAccount = await openForStaff(request, deps, 'look_at_account');
    const open = { request, reply, deps, personalAccount };
    const { personalAccountId } = personalAccount;
    const { actor } = staffOf(request);
    const body = formValues(request.body);
    const payments = await findRefundable(deps.db, actor, { personalAccountId });
    const chosen = payments.find(({ paymentId }) => String(paymentId) === body.payment);
    const amountKopecks = readKopecks(body.amount ?? '') ?? 0;
    const reason = readNeededReason(body);
    const errors: FieldError[] = [];
    if (!chosen) errors.push({ field: 'payment', message: refundMessages.paymentMissing });
    if (amountKopecks <= 0) errors.push({ field: 'amount', message: refundMessages.sumMissing });
    if (chosen && amountKopecks > chosen.leftKopecks) {
      const message = refundMessages.sumTooLarge(chosen.leftKopecks);
      errors.push({ field: 'amount', message });
    }
    if (!reason.ok) errors.push({ field: 'reason', message: reason.message });
    if (!chosen || !reason.ok || errors.length > 0) {
      return showRefund({ ...open, errors, status: 422 });
    }
    const { paymentId } = chosen;
    const key = readFormKey(body);
    const proposed = await proposeChange(deps, actor, {
      proposal: { kind: 'refund', payload: { personalAccountId, paymentId, amountKopecks, key } },
      deed: { ...recordOf(request), reason: reason.text },
    });
    if (proposed.ok) return reply.seeOther(`${href('staffApprovals')}?done=proposed`);
    const message = deskFailureText(proposed);
    return showRefund({ ...open, errors: [{ field: 'reason', message }], status: 409 });
  });
}

type Open = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  personalAccount: PersonalAccount;
  errors?: FieldError[];
  status?: number;
};

async function showRefund({ request, reply, deps, personalAccount, errors, status }: Open) {
  const { actor } = staffOf(request);
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    payments: await findRefundable(deps.db, actor, personalAccount),
    values: formValues(request.body),
    errors: errors ?? [],
    formKey: randomUUID(),
  };
  return reply.page(h(RefundPage, props), status);
}
