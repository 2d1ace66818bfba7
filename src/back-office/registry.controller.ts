import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { dropRegistry } from '#src/banks/decide-registry.ts';
import { findRegistry, type Registry } from '#src/banks/registries-store.ts';
import { viewRegistry } from '#src/banks/registry-view.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { notFound } from '#src/http/refused-request.ts';
import { dateInZone } from '#src/plain-date.ts';
import { href, routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { proposeChange } from './approvals.ts';
import { deskFailureText } from './back-office.ru.ts';
import type { DecisionValues } from './decision-form.page.tsx';
import { deskContext, recordOf } from './desk.ts';
import { readDecision, readId } from './read-decision.ts';
import { ofAccount, recordShown } from './record-shown.ts';
import { RegistryPage, registryChoices } from './registry.page.tsx';

const SHOWN = 100;

/** A registry: what posting it does, and the first of the two who post it or take it back. */
export function registerRegistryDesk(app: FastifyInstance, deps: AppDeps): void {
  const seeing = { preHandler: requireStaff('see_bank_money') };
  const deciding = { preHandler: requireStaff('decide_bank_money') };

  app.get(routes.staffRegistry, seeing, async (request, reply) => {
    const registry = await open(request, deps);
    return show({ request, reply, deps, registry });
  });

  app.post(routes.staffRegistry, deciding, async (request, reply) => {
    const registry = await open(request, deps);
    const choices = registryChoices(registry).map(({ value }) => value);
    const read = readDecision(request, choices);
    const { values } = read;
    if (!read.ok) return show({ request, reply, deps, registry, ...read, status: 422 });
    const { actor } = staffOf(request);
    const { registryId, fileSha256 } = registry;
    const deed = { ...recordOf(request), reason: read.reason };
    if (read.decision === 'drop') {
      const now = deps.clock.now();
      const today = dateInZone(now, deps.supplier.timeZone);
      const dropped = await inTransaction(deps.db, (tx) =>
        dropRegistry(tx, actor, { registryId, deed, now, today }),
      );
      if (dropped.ok) return reply.seeOther(`${href('staffBanks')}?done=dropped`);
      return refuse({ request, reply, deps, registry, values }, dropped);
    }
    const kind = read.decision === 'post' ? 'post_registry' : 'storno_registry';
    const proposal = { kind, payload: { registryId, fileSha256 } } as const;
    const proposed = await proposeChange(deps, actor, { proposal, deed });
    if (proposed.ok) return reply.seeOther(`${href('staffApprovals')}?done=proposed`);
    return refuse({ request, reply, deps, registry, values }, proposed);
  });
}

type Shown = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  registry: Registry;
  values?: DecisionValues;
  errors?: FieldError[];
  status?: number;
};

async function open(request: FastifyRequest, { db }: AppDeps): Promise<Registry> {
  const { actor } = staffOf(request);
  const registry = await findRegistry(db, actor, readId(request, 'registryId'));
  if (!registry) throw notFound();
  return registry;
}

async function refuse(shown: Shown, failure: { code: string }) {
  const errors = [{ field: 'decision', message: deskFailureText(failure) }];
  const registry = await open(shown.request, shown.deps);
  return show({ ...shown, registry, errors, status: 409 });
}

async function show({ request, reply, deps, registry, values = {}, errors = [], status }: Shown) {
  const { actor } = staffOf(request);
  const { registryId } = registry;
  const place = { ...deps, now: deps.clock.now() };
  const view = await viewRegistry(place, actor, { registryId, limit: SHOWN });
  await recordShown(deps, actor, {
    record: recordOf(request),
    action: 'look_at_registry',
    shown: view.doubtful.flatMap(({ personalAccountId: id }) => (id === null ? [] : ofAccount(id))),
  });
  const props = {
    ...(await deskContext(request, deps)),
    registry,
    view,
    limit: SHOWN,
    mayDecide: may(actor.role, 'decide_bank_money'),
    values,
    errors,
  };
  return reply.page(h(RegistryPage, props), status);
}
