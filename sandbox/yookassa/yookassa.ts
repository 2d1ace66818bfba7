import type { FastifyInstance } from 'fastify';
import { registerApi } from './api.routes.ts';
import { createBooks } from './books.ts';
import { createCashier } from './cashier.ts';
import { registerCheckout } from './checkout.routes.tsx';
import { createFaults } from './faults.ts';
import { createNotifier } from './notifications.ts';

/** Whoever calls gives these; a shop of the real one has its own. */
export const sandboxShop = { shopId: '100500', secretKey: 'test_sandbox' } as const;

export type YookassaOptions = {
  /** Where the sandbox is reached. */
  url: () => string;
  /** Where the shop takes notifications: what is set in its cabinet. null: nowhere. */
  notificationUrl: () => string | null;
  hangMs: number;
  now?: () => Date;
};

/** ЮKassa, emulated: its API, the page where one pays, its notifications and its own books. */
export function registerYookassa(app: FastifyInstance, options: YookassaOptions) {
  const books = createBooks(options.now);
  const faults = createFaults();
  const notifier = createNotifier(options.notificationUrl);
  const shop = () => ({ url: options.url(), shopId: sandboxShop.shopId });
  const cashier = createCashier({ books, faults, notifier, shop });
  registerApi(app, { books, cashier, faults, shop: sandboxShop, ...options });
  registerCheckout(app, { books, cashier });
  app.addHook('onClose', async () => notifier.stop());
  return { books, faults };
}
