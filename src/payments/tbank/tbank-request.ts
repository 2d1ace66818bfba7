import { href } from '#src/routes.ts';
import type { PaymentOrder, ReceiptLine, RefundOrder } from '../gateway.ts';

/** НДС of a чек: 22 %, 22/122 of what is paid before, none of penalties. */
const tax = { owed: 'vat22', advance: 'vat122', penalty: 'none' } as const;
const paymentMethod = {
  owed: 'full_payment',
  advance: 'full_prepayment',
  penalty: 'full_payment',
} as const;

/**
 * The body of `Init`, before it is signed. The order's number is our key: a second one is refused.
 * Of a charge the body names its `RebillId` too, which is for the call that follows `Init`.
 */
export function composeInit(order: PaymentOrder, taxation: string): string {
  const { savedMethodId, isToBeSaved } = order;
  const notification = new URL(href('gatewayNotification', { gateway: 'tbank' }), order.returnUrl);
  return JSON.stringify({
    Amount: order.amountKopecks,
    OrderId: order.idempotenceKey,
    Description: order.description.slice(0, 140),
    CustomerKey: order.customerId.slice(0, 36),
    PayType: 'O',
    ...(isToBeSaved ? { Recurrent: 'Y' } : {}),
    ...(savedMethodId === null ? {} : { RebillId: savedMethodId }),
    Language: 'ru',
    NotificationURL: notification.href,
    SuccessURL: order.returnUrl,
    FailURL: order.returnUrl,
    DATA: {
      payment_id: String(order.paymentId),
      method: order.method,
      ...(savedMethodId === null ? {} : { OperationInitiatorType: 'R' }),
      ...(isToBeSaved ? { OperationInitiatorType: '1' } : {}),
    },
    Receipt: composeReceipt(order, taxation),
  });
}

/** The body of `Cancel` that gives back, before it is signed. */
export const composeCancel = (order: RefundOrder, taxation: string): string =>
  JSON.stringify({
    PaymentId: order.gatewayPaymentId,
    Amount: order.amountKopecks,
    Receipt: composeReceipt(order, taxation),
  });

type ReceiptOrder = Pick<PaymentOrder, 'receiptEmail' | 'receiptLines'>;

const composeReceipt = ({ receiptEmail, receiptLines }: ReceiptOrder, taxation: string) => ({
  Email: receiptEmail,
  Taxation: taxation,
  Items: receiptLines.map(composeItem),
});

const composeItem = ({ description, amountKopecks, kind }: ReceiptLine) => ({
  Name: description.slice(0, 128),
  Price: amountKopecks,
  Quantity: 1,
  Amount: amountKopecks,
  Tax: tax[kind],
  PaymentMethod: paymentMethod[kind],
  PaymentObject: 'service',
});
