import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { notFound } from '#src/http/refused-request.ts';
import { clientOf, requireResident, residentOf } from '#src/identity/session-hook.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href, routes } from '#src/routes.ts';
import { doLettersComeBack } from './bill-letters-store.ts';
import { chooseDelivery } from './choose-delivery.ts';
import { DeliveryPage, type DeliveryPageProps } from './delivery.page.tsx';
import { deliveryStartText } from './delivery.ru.ts';
import { findDeliveryStart } from './delivery-starts-store.ts';
import { type DeliveryWay, deliveryWays, findDelivery } from './delivery-store.ts';

type Shown = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  known: PersonalAccount;
} & Partial<Pick<DeliveryPageProps, 'failure' | 'chosen' | 'isAgreed'>> & { isDone?: boolean };

/** How the bills of an account come: on paper, or by letter. */
export function registerDelivery(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireResident };

  app.get(routes.billDelivery, guarded, async (request, reply) => {
    const known = await openOwn(request, reply, deps);
    const { done } = formValues(request.query);
    return show({ request, reply, deps, known, isDone: done === '1' });
  });

  app.post(routes.billDelivery, guarded, async (request, reply) => {
    const known = await openOwn(request, reply, deps);
    const { way: typed, agreed } = formValues(request.body);
    const way = deliveryWays.find((one) => one === typed) ?? null;
    const outcome = await chooseDelivery(deps, residentOf(request).actor, known, {
      way,
      isAgreed: agreed === '1',
      client: clientOf(request),
      requestId: request.id,
    });
    if (outcome.ok) {
      return reply.seeOther(`${href('billDelivery', { number: known.number })}?done=1`);
    }
    const typedValues = { chosen: way, isAgreed: agreed === '1' };
    return show({ request, reply, deps, known, failure: outcome.code, ...typedValues });
  });
}

/** A former holder chooses nothing for those who came. */
async function openOwn(request: FastifyRequest, reply: FastifyReply, deps: AppDeps) {
  const known = await openAccountPage(request, reply, deps);
  if (known.visibleUntil !== null) throw notFound();
  return known;
}

async function show({ request, reply, deps, known, failure, chosen, isAgreed, isDone }: Shown) {
  const { actor, email } = residentOf(request);
  const { way, userId } = await findDelivery(deps.db, actor, known);
  const isOthers = userId !== null && userId !== actor.userId;
  const isOwn = way !== 'paper' && !isOthers;
  const isReturned = isOwn && (await doLettersComeBack(deps.db, actor));
  const current: DeliveryWay = chosen ?? way;
  const props = {
    context: pageContext(request, deps),
    number: known.number,
    email,
    way,
    isOthers,
    isReturned,
    chosen: current,
    failure: failure ?? null,
    isAgreed: isAgreed ?? false,
    // While letters come back the bill is printed, whatever month was chosen for.
    done: isDone
      ? isReturned
        ? []
        : deliveryStartText(await findDeliveryStart(deps.db, actor, known))
      : null,
  };
  return reply.page(h(DeliveryPage, props), failure ? 422 : 200);
}
