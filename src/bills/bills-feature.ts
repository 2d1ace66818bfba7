import type { FastifyInstance } from 'fastify';
import type { AppDeps } from '#src/http/deps.ts';
import { registerBillArchives } from './bill-archives.controller.ts';
import { registerBillPages } from './bills.controller.ts';
import { registerDelivery } from './delivery.controller.ts';
import { createPaperRenderer } from './paper-renderer.ts';
import { registerPapers } from './papers/papers.controller.ts';
import { registerVerification } from './verify.controller.ts';

/** The papers of an account, and the page that tells whether one is genuine. */
export function registerBills(app: FastifyInstance, deps: AppDeps): void {
  const renderer = createPaperRenderer();
  app.decorate('paperRenderer', renderer);
  app.addHook('onClose', () => renderer.stop());
  registerBillPages(app, { ...deps, renderer });
  registerBillArchives(app, { ...deps, renderer });
  registerPapers(app, { ...deps, renderer });
  registerDelivery(app, deps);
  registerVerification(app, deps);
}
