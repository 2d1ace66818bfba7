import type { Binding } from './bindings.ts';
import type { Method, Payment, Refund } from './books.ts';
import { money } from './requests.ts';

export type Shop = { shopId: string; secretKey: string };

/** A payment as the API and the notifications show it. */
export function paymentObject(payment: Payment, { url, shopId }: { url: string; shopId: string }) {
  const { request, status } = payment;
  const isPaid = status === 'succeeded' || status === 'waiting_for_capture';
  return {
    id: payment.id,
    status,
    amount: money(payment.kopecks),
    ...(status === 'succeeded' ? { income_amount: money(payment.kopecks) } : {}),
    ...(request.description === undefined ? {} : { description: request.description }),
    recipient: { account_id: shopId, gateway_id: '100700' },
    ...(payment.method ? { payment_method: methodObject(payment) } : {}),
    ...(payment.capturedAt ? { captured_at: payment.capturedAt.toISOString() } : {}),
    created_at: payment.createdAt.toISOString(),
    ...(status === 'pending' && request.confirmation
      ? { confirmation: confirmationObject(payment, url) }
      : {}),
    test: true,
    paid: isPaid,
    refundable: status === 'succeeded' && payment.refundedKopecks < payment.kopecks,
    ...(payment.refundedKopecks > 0 ? { refunded_amount: money(payment.refundedKopecks) } : {}),
    ...(status === 'succeeded' ? { receipt_registration: payment.receipt } : {}),
    ...(payment.reason
      ? { cancellation_details: { party: partyOf(payment), reason: payment.reason } }
      : {}),
    metadata: request.metadata ?? {},
    ...(request.merchant_customer_id === undefined
      ? {}
      : { merchant_customer_id: request.merchant_customer_id }),
  };
}

const partyOf = ({ reason }: Payment) => {
  if (reason === 'canceled_by_merchant') return 'merchant';
  return reason?.startsWith('expired') || reason === 'internal_timeout'
    ? 'yoo_money'
    : 'payment_network';
};

/** What is told of a card or an account, once it is known. */
function paidWith(method: Method) {
  if (method === 'sbp') {
    return { payer_bank_details: { bank_id: '100000000999', bic: '044525999' } };
  }
  if (method !== 'bank_card') return {};
  return {
    title: 'Bank card *4444',
    card: {
      first6: '555555',
      last4: '4444',
      expiry_month: '12',
      expiry_year: '2030',
      card_type: 'MasterCard',
      issuer_country: 'RU',
    },
  };
}

function methodObject({ method, savedMethodId, id, status }: Payment) {
  return {
    type: method,
    id: savedMethodId ?? id,
    saved: savedMethodId !== null,
    status: savedMethodId === null ? 'inactive' : 'active',
    ...(status === 'succeeded' && method ? paidWith(method) : {}),
  };
}

/** A way to pay that is kept without a payment. */
export const bindingObject = (
  { id, status, request }: Binding,
  { url, shopId }: { url: string; shopId: string },
) => ({
  id,
  type: request.type,
  saved: status === 'active',
  status,
  holder: { account_id: shopId, gateway_id: '100700' },
  ...(status === 'active' ? paidWith(request.type) : {}),
  ...(status === 'pending'
    ? {
        confirmation: {
          type: 'redirect',
          return_url: request.confirmation.return_url,
          confirmation_url: `${url}/yookassa/binding?id=${id}`,
        },
      }
    : {}),
  metadata: request.metadata ?? {},
});

function confirmationObject({ id, request, sbpLink }: Payment, url: string) {
  if (request.confirmation?.type === 'qr') {
    return { type: 'qr', confirmation_data: sbpLink };
  }
  return {
    type: 'redirect',
    return_url: request.confirmation?.return_url,
    confirmation_url: `${url}/yookassa/checkout?orderId=${id}`,
  };
}

export const refundObject = (refund: Refund) => ({
  id: refund.id,
  payment_id: refund.paymentId,
  status: refund.status,
  created_at: refund.createdAt.toISOString(),
  amount: money(refund.kopecks),
  receipt_registration: refund.receipt,
});

/** The чек of a payment or of a refund, once it is registered. */
export const receiptObject = (
  { id, receipt, at }: { id: string; receipt: Payment['receipt']; at: Date },
  of: { payment_id: string } | { refund_id: string; payment_id: string },
) => ({
  id: `rt-${id}`,
  type: 'refund_id' in of ? 'refund' : 'payment',
  ...of,
  status: receipt,
  ...(receipt === 'succeeded'
    ? {
        fiscal_document_number: String(3_000 + (Number.parseInt(id.slice(0, 4), 16) % 6_000)),
        fiscal_storage_number: '9288000100115785',
        fiscal_attribute: String(Number.parseInt(id.slice(0, 8), 16)),
        registered_at: at.toISOString(),
        fiscal_provider_id: 'fd9e9404-eaca-4000-8ec9-dc228ead2345',
      }
    : {}),
});
