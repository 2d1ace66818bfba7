import type { FastifyInstance, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { showAccounts } from '#src/personal-accounts/page-accounts.ts';
import { href, routes } from '#src/routes.ts';
import type { PaymentsDeps } from '../payments-deps.ts';
import { findUnpaidAccountNumbers } from './rule-ends-store.ts';
import { RemovalPage, SavedMethodsPage } from './saved-methods.page.tsx';
import { findPaidAccountNumbers, isBeingCharged, listSavedMethods } from './saved-methods-store.ts';
import { removeSavedMethod } from './turn-off.ts';

/** The ways to pay that a person let us keep, and how to take them back. */
export function registerSavedMethods(app: FastifyInstance, deps: PaymentsDeps): void {
  const guarded = { preHandler: requireResident };

  app.get(routes.paymentMethods, guarded, async (request, reply) => {
    await showAccounts(request, deps, null);
    const { actor } = residentOf(request);
    const { removed } = formValues(request.query);
    const props = {
      context: pageContext(request, deps),
      methods: await listSavedMethods(deps.db, actor),
      accountNumbersByMethod: await findPaidAccountNumbers(deps.db, actor),
      isRemoved: removed !== undefined,
      unpaidAccountNumbers: removed
        ? await findUnpaidAccountNumbers(deps.db, actor, idOf(removed))
        : [],
    };
    return reply.page(h(SavedMethodsPage, props));
  });

  app.get(routes.paymentMethodRemoval, guarded, async (request, reply) => {
    await showAccounts(request, deps, null);
    const { actor } = residentOf(request);
    const savedMethodId = methodIdOf(request);
    const methods = await listSavedMethods(deps.db, actor);
    const method = methods.find((one) => one.savedMethodId === savedMethodId);
    // Removed in another tab: the list shows what there is.
    if (!method) return reply.seeOther(href('paymentMethods'));
    const props = {
      context: pageContext(request, deps),
      method,
      accountNumbers: (await findPaidAccountNumbers(deps.db, actor)).get(savedMethodId) ?? [],
      isBeingCharged: await isBeingCharged(deps.db, actor, savedMethodId),
    };
    return reply.page(h(RemovalPage, props));
  });

  app.post(routes.paymentMethodRemoval, guarded, async (request, reply) => {
    const asked = { savedMethodId: methodIdOf(request), requestId: request.id };
    const isRemoved = await removeSavedMethod(deps, residentOf(request).actor, asked);
    // By its id the page finds what ended with it: an address tells nobody an account's number.
    const notice = isRemoved ? `?removed=${asked.savedMethodId}` : '';
    return reply.seeOther(`${href('paymentMethods')}${notice}`);
  });
}

const methodIdOf = (request: FastifyRequest): number =>
  idOf((request.params as { methodId: string }).methodId);

/** A number that no method has, if it is none. */
function idOf(text: string | undefined): number {
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : 0;
}
