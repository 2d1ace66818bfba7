import { randomUUID } from 'node:crypto';
import type { Method } from './books.ts';
import { Refusal } from './refusal.ts';
import type { NewBinding } from './requests.ts';

/** A way to pay that a payer lets the shop charge; revoked, it stays known. */
export type SavedMethod = { id: string; method: Method; isRevoked: boolean };

/** One that its owner is asked to let the shop keep, without a payment. */
export type Binding = {
  id: string;
  status: 'pending' | 'active' | 'inactive';
  request: NewBinding;
};

/** Ways to pay that are kept without a payment. */
export function bindingBook(savedMethods: Map<string, SavedMethod>) {
  const bindings = new Map<string, Binding>();
  const findBinding = (id: string): Binding => {
    const binding = bindings.get(id);
    if (!binding) throw new Refusal(404, 'Payment method doesn’t exist', 'payment_method_id');
    return binding;
  };
  return {
    findBinding,
    bind(request: NewBinding): Binding {
      const binding: Binding = { id: randomUUID(), status: 'pending', request };
      bindings.set(binding.id, binding);
      return binding;
    },
    /** What its owner pressed. False: it had come to its end before. */
    decideBinding(id: string, isAllowed: boolean): boolean {
      const binding = findBinding(id);
      if (binding.status !== 'pending') return false;
      binding.status = isAllowed ? 'active' : 'inactive';
      const { type: method } = binding.request;
      if (isAllowed) savedMethods.set(id, { id, method, isRevoked: false });
      return true;
    },
  };
}
