import { z } from 'zod';
import { requestRefund } from '#src/payments/request-refund.ts';
import { kindOf } from './approval-kind.ts';

const id = z.int().positive();

/** Money leaves by the way it came. */
export const paymentApprovalKinds = {
  refund: kindOf({
    proposing: 'refund_payments',
    payload: z.strictObject({
      personalAccountId: id,
      paymentId: id,
      amountKopecks: id,
      key: z.uuid(),
    }),
    personalAccountId: (payload) => payload.personalAccountId,
    execute: (tx, actor, payload, { deed, now }) =>
      requestRefund(tx, actor, { ...payload, deed, now }),
  }),
};
