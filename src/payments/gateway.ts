import type { PayMethod } from '#src/config-gateways.ts';
import type { PlainMonth } from '#src/plain-date.ts';

/** What a чек says of a part of the sum. */
export type ReceiptLine = {
  description: string;
  amountKopecks: number;
  /** owed: a service rendered, VAT in its price. advance: paid before. penalty: no VAT. */
  kind: 'owed' | 'advance' | 'penalty';
};

/** What a gateway is asked to take. */
export type PaymentOrder = {
  paymentId: number;
  /** Once for ever: repeated with the same content it makes no second payment. */
  idempotenceKey: string;
  method: PayMethod;
  /** The payer agreed that this way to pay is kept, to be charged later without them. */
  isToBeSaved: boolean;
  /** The gateway's own name of a way to pay that is charged so; null: the payer confirms on a page. */
  savedMethodId: string | null;
  amountKopecks: number;
  /** For the payer, on the gateway's page. */
  description: string;
  /** For the bank: what the money is for, without the payer's name. */
  purpose: string;
  /** Where the payer comes back to. */
  returnUrl: string;
  customerId: string;
  receiptEmail: string;
  receiptLines: readonly ReceiptLine[];
  /** A gateway of utilities names one account in each payment; its whole sum is that account's. */
  accountNumber: string;
  unifiedNumber: string | null;
  period: PlainMonth;
};

/** A payment as its gateway tells it. */
export type GatewayPayment = {
  id: string;
  state: 'pending' | 'succeeded' | 'canceled';
  /** In the gateway's own word. */
  word: string;
  amountKopecks: number;
  refundedKopecks: number;
  /** What is left of it, where a gateway tells that instead of both sums; null: both are told. */
  leftKopecks: number | null;
  /** Why it was cancelled, in the gateway's own word. */
  reason: string | null;
  paidAt: Date | null;
  confirmation: { url: string | null; qr: string | null };
  /** Of the чек; null: nothing is told. */
  fiscal: FiscalState | null;
  /** The key that we made it with; null: it is not one of ours. */
  ourKey: string | null;
  /** The way to pay that the gateway keeps by the payer's wish; null: none. */
  saved: GatewaySavedMethod | null;
};

/** `id` moves money with our keys: it is kept, and told to nobody. */
export type GatewaySavedMethod = { id: string; method: PayMethod; lastDigits: string | null };

/** What a gateway is asked to keep without a payment. */
export type BindingOrder = { idempotenceKey: string; method: PayMethod; returnUrl: string };

export type GatewayBinding = {
  id: string;
  state: 'pending' | 'active' | 'inactive';
  /** Where its owner confirms; null: there is nothing to confirm any more. */
  confirmationUrl: string | null;
  ourKey: string | null;
  /** null until it is active. */
  saved: GatewaySavedMethod | null;
};

/** What becomes of a charge of a way to pay that its owner has taken back at their bank. */
export const PERMISSION_REVOKED = 'permission_revoked';

export type FiscalState = 'pending' | 'succeeded' | 'canceled';

export type GatewayReceipt = {
  id: string;
  state: FiscalState;
  documentNumber: string | null;
  storageNumber: string | null;
  attribute: string | null;
  registeredAt: Date | null;
};

/** A чек is registered anew where the first, which goes with its payment or refund, was refused. */
export type SecondReceipts = {
  /** Says the same as the first one, as it stands in the request that it went with. */
  compose(of: ReceiptOf, request: string): string;
  /** Sends it, or sends it again: while the key lives there is one чек of it. */
  send(written: WrittenRequest): Promise<Told<GatewayReceipt>>;
};

export type GatewayRefund = {
  id: string;
  state: 'pending' | 'succeeded' | 'canceled';
  amountKopecks: number;
  /** Of its чек; null: nothing is told. */
  fiscal: FiscalState | null;
};

/** Whose чек: of the payment, or of what went back of it. */
export type ReceiptOf = { kind: 'payment' | 'refund'; gatewayId: string };

/** From one moment until another, which is no part of it. */
export type Span = { from: Date; until: Date };

/** A gateway's own books. A list is whole, or `unknown`: a half of it would be a guess. */
export type GatewayLists = {
  /** What was paid within a span, whoever began it. */
  payments(span: Span): Promise<Told<GatewayPayment[]>>;
  /** What was given back within it, whoever asked for it. */
  refunds(span: Span): Promise<Told<(GatewayRefund & { gatewayPaymentId: string })[]>>;
};

/**
 * What came of asking. `unknown` says nothing about the payment: it may have been made or not, and
 * nobody may guess. `refused`: the gateway has said that it does not do it.
 */
export type Told<T> =
  | { kind: 'told'; value: T }
  | { kind: 'refused'; code: string }
  | { kind: 'absent' }
  | { kind: 'unknown'; why: UnknownWhy };

export type UnknownWhy =
  | 'timeout'
  | 'network'
  | 'server_error'
  | 'too_many_requests'
  | 'processing'
  | 'unreadable'
  | 'key_conflict';

/** A request as it was written down before anything was sent. */
export type WrittenRequest = { request: string; idempotenceKey: string };

export type NotificationSource = { ip: string; body: unknown };

/** What a gateway is asked to give back. */
export type RefundOrder = {
  gatewayPaymentId: string;
  amountKopecks: number;
  description: string;
  receiptEmail: string;
  receiptLines: readonly ReceiptLine[];
};

/** One way to take money, whatever its protocol. Adapters keep nothing and guess nothing. */
export type Gateway = {
  name: string;
  methods: readonly PayMethod[];
  /** Those of them that it keeps for later, if the payer agrees. */
  savableMethods: readonly PayMethod[];
  /** Those that it keeps without a payment too. */
  bindableMethods: readonly PayMethod[];
  /** The least and the most of one payment. */
  limits: { leastKopecks: number; mostKopecks: number };
  /** Whether each payment is of one account. */
  isOneAccountEach: boolean;
  /** Sites where the payer confirms. */
  checkoutOrigins: readonly string[];
  /** The body of a request, to the letter; kept, so that a repeat is the same. */
  compose(order: PaymentOrder): string;
  /** Sends a request, or sends it again: a gateway makes one payment of it. */
  create(written: WrittenRequest): Promise<Told<GatewayPayment>>;
  find(id: string): Promise<Told<GatewayPayment>>;
  /** For a request whose key the gateway has forgotten by now: among its payments since. */
  search(written: WrittenRequest, since: Date): Promise<Told<GatewayPayment>>;
  /** So long a key protects from a second payment. */
  keyLifetimeMs: number;
  composeBinding(order: BindingOrder): string;
  /** Sends it, or sends it again: the gateway keeps one of it. */
  bind(written: WrittenRequest): Promise<Told<GatewayBinding>>;
  findBinding(id: string): Promise<Told<GatewayBinding>>;
  composeRefund(order: RefundOrder): string;
  /** Sends it, or sends it again: the gateway gives back once. */
  refund(written: WrittenRequest): Promise<Told<GatewayRefund>>;
  findRefund(id: string): Promise<Told<GatewayRefund>>;
  /** null: it tells of one payment at a time, and of none that we do not name. */
  lists: GatewayLists | null;
  /** All of a payment, whoever asked for them; absent: there is no such list. */
  listRefunds(gatewayPaymentId: string): Promise<Told<GatewayRefund[]>>;
  /** Of all its чеки the one that counts most: registered, on its way, refused. */
  findReceipt(of: ReceiptOf): Promise<Told<GatewayReceipt>>;
  /** null: it registers чеки by itself or not at all. */
  secondReceipts: SecondReceipts | null;
  /**
   * Which payment a notification is about; null: it is not from the gateway. Nothing else of it is
   * believed, but for `saved` where it is signed: whoever is told of a payment asks for it.
   */
  readNotification(source: NotificationSource): NotificationRead;
};

export type NotificationRead =
  | {
      ok: true;
      gatewayPaymentId: string | null;
      answer: string;
      /** From a gateway that signs its news and tells this nowhere else. */
      saved?: GatewaySavedMethod | null;
      /** Which binding it is about; it is asked for, like a payment. */
      bindingId?: string | null;
    }
  | { ok: false; code: 'not_from_gateway' | 'unreadable' };
