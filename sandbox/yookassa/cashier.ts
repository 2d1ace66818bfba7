import type { Binding } from './bindings.ts';
import type { Books, Payment, Refund } from './books.ts';
import type { YookassaFaults } from './faults.ts';
import type { Notifier } from './notifications.ts';
import { bindingObject, paymentObject, refundObject } from './objects.ts';

export type Cashier = ReturnType<typeof createCashier>;

/** Pays, refuses and tells the shop of it, as the faults order. */
export function createCashier(deps: {
  books: Books;
  faults: YookassaFaults;
  notifier: Notifier;
  shop: () => { url: string; shopId: string };
}) {
  const { books, faults, notifier, shop } = deps;
  const now = (payment: Payment) => () => paymentObject(payment, shop());

  async function tell(event: string, object: () => object, isAwaited = false): Promise<void> {
    const fault = faults.takeNews();
    if (fault === 'webhook_never') return;
    if (fault === 'webhook_late') {
      notifier.sendLater(event, object);
      return;
    }
    const first = notifier.send(event, object);
    if (fault === 'webhook_twice') void notifier.send(event, object);
    if (isAwaited || fault === 'webhook_before_return') await first;
  }

  return {
    /** What the payer pressed; the order of a fault may turn it into a refusal. */
    async pay(id: string, { isAwaited = false } = {}): Promise<Payment> {
      const reason = faults.takeCancel();
      if (reason) return this.decline(id, reason);
      const payment = books.find(id);
      if (!books.pay(id)) return payment;
      if (faults.takeReceipt()) payment.receipt = 'canceled';
      const event =
        payment.status === 'succeeded' ? 'payment.succeeded' : 'payment.waiting_for_capture';
      await tell(event, now(payment), isAwaited);
      return payment;
    },
    async decline(id: string, reason: Parameters<Books['decline']>[1]): Promise<Payment> {
      const payment = books.find(id);
      if (books.decline(id, reason)) await tell('payment.canceled', now(payment));
      return payment;
    },
    /** Whether its owner lets the shop keep it. Of a refusal nobody is told. */
    async decideBinding(id: string, isAllowed: boolean): Promise<Binding> {
      const binding = books.findBinding(id);
      const isDecided = books.decideBinding(id, isAllowed && !faults.takeCancel());
      if (isDecided && binding.status === 'active') {
        await tell('payment_method.active', () => bindingObject(binding, shop()));
      }
      return binding;
    },
    tellOfRefund: (refund: Refund) => tell('refund.succeeded', () => refundObject(refund)),
  };
}
