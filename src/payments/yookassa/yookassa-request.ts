import type { SupplierProfile } from '#src/supplier/profile.ts';
import type {
  BindingOrder,
  PaymentOrder,
  ReceiptLine,
  ReceiptOf,
  RefundOrder,
} from '../gateway.ts';
import { toAmount } from './yookassa-amount.ts';

/** Numbers of НДС in its чек, since 1 January 2026: 22 %, 22/122 of what is paid before, none. */
const vatCode = { owed: 11, advance: 12, penalty: 1 } as const;

/** «Чеки ЮKassa» know these two ways alone. */
const paymentMode = {
  owed: 'full_payment',
  advance: 'full_prepayment',
  penalty: 'full_payment',
} as const;

type Settings = { supplier: SupplierProfile; sbpConfirmation: 'redirect' | 'qr' };

/**
 * The body of `POST /payments`. `capture` is always said: without it the money would only be held.
 * A shop for utilities takes no payment without its order to the bank.
 */
export function composePayment(order: PaymentOrder, settings: Settings): string {
  return JSON.stringify({
    amount: toAmount(order.amountKopecks),
    capture: true,
    ...composeMethod(order, settings),
    description: order.description.slice(0, 128),
    metadata: { payment_id: String(order.paymentId), order_key: order.idempotenceKey },
    merchant_customer_id: order.customerId,
    receipt: composeReceipt(order),
    payment_order: composeOrder(order, settings.supplier),
  });
}

/** A way to pay that is kept is charged without a page; never both. */
function composeMethod(order: PaymentOrder, { sbpConfirmation }: Settings) {
  const { method, returnUrl, isToBeSaved, savedMethodId } = order;
  if (savedMethodId !== null) return { payment_method_id: savedMethodId };
  const isQr = method === 'sbp' && sbpConfirmation === 'qr';
  return {
    confirmation: { type: isQr ? 'qr' : 'redirect', return_url: returnUrl },
    payment_method_data: { type: method },
    ...(isToBeSaved ? { save_payment_method: true } : {}),
  };
}

/** The body of `POST /payment_methods`. */
export const composeBinding = ({ idempotenceKey, method, returnUrl }: BindingOrder): string =>
  JSON.stringify({
    type: method,
    confirmation: { type: 'redirect', return_url: returnUrl },
    metadata: { order_key: idempotenceKey },
  });

/** The body of `POST /refunds`. */
export const composeRefund = (order: RefundOrder): string =>
  JSON.stringify({
    payment_id: order.gatewayPaymentId,
    amount: toAmount(order.amountKopecks),
    description: order.description.slice(0, 250),
    receipt: composeReceipt(order),
  });

/** The body of `POST /receipts`: what the first чек said, and that no cash was in it. */
export function composeSecondReceipt({ kind, gatewayId }: ReceiptOf, request: string): string {
  const { amount, receipt } = JSON.parse(request) as Record<string, object>;
  return JSON.stringify({
    type: kind,
    [`${kind}_id`]: gatewayId,
    ...receipt,
    send: true,
    settlements: [{ type: 'cashless', amount }],
  });
}

type ReceiptOrder = Pick<PaymentOrder, 'receiptEmail' | 'receiptLines'>;

function composeReceipt({ receiptEmail, receiptLines }: ReceiptOrder) {
  return {
    customer: { email: receiptEmail },
    items: receiptLines.map(composeItem),
    internet: true,
  };
}

const composeItem = ({ description, amountKopecks, kind }: ReceiptLine) => ({
  description: description.slice(0, 128),
  quantity: 1,
  amount: toAmount(amountKopecks),
  vat_code: vatCode[kind],
  payment_subject: 'service',
  payment_mode: paymentMode[kind],
});

/** The order to the bank that receives the money. */
function composeOrder(order: PaymentOrder, { legalName, requisites }: SupplierProfile) {
  const [year = '', month = ''] = order.period.split('-');
  const { accountNumber, unifiedNumber } = order;
  return {
    type: 'utilities',
    amount: toAmount(order.amountKopecks),
    payment_purpose: order.purpose.slice(0, 210),
    recipient: {
      name: legalName,
      inn: requisites.inn,
      kpp: requisites.kpp,
      bank: {
        name: requisites.bankName.slice(0, 45),
        bic: requisites.bic,
        account: requisites.settlementAccount,
        correspondent_account: requisites.correspondentAccount,
      },
    },
    payment_period: { month: Number(month), year: Number(year) },
    account_number: accountNumber,
    ...(unifiedNumber?.length === 10 ? { unified_account_number: unifiedNumber } : {}),
  };
}
