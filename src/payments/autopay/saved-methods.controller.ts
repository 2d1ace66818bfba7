import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { showAccounts } from '#src/personal-accounts/page-accounts.ts';
import { href, routes } from '#src/routes.ts';
import type { PaymentsDeps } from '../payments-deps.ts';
import { SavedMethodsPage } from './saved-methods.page.tsx';
import { listSavedMethods } from './saved-methods-store.ts';
import { removeSavedMethod } from './turn-off.ts';

/** The ways to pay that a person let us keep, and how to take them back. */
export function registerSavedMethods(app: FastifyInstance, deps: PaymentsDeps): void {
  const guarded = { preHandler: requireResident };

  app.get(routes.paymentMethods, guarded, async (request, reply) => {
    await showAccounts(request, deps, null);
    const { actor } = residentOf(request);
    const { notice } = formValues(request.query);
    const props = {
      context: pageContext(request, deps),
      methods: await listSavedMethods(deps.db, actor),
      isRemoved: notice === 'removed',
    };
    return reply.page(h(SavedMethodsPage, props));
  });

  app.post(routes.paymentMethodRemoval, guarded, async (request, reply) => {
    const savedMethodId = Number((request.params as { methodId: string }).methodId);
    if (Number.isSafeInteger(savedMethodId)) {
      const asked = { savedMethodId, requestId: request.id };
      await removeSavedMethod(deps, residentOf(request).actor, asked);
    }
    return reply.seeOther(`${href('paymentMethods')}?notice=removed`);
  });
}
