import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { StaffMember } from '#src/actor.ts';
import type { Deed } from '#src/audit/record-entry.ts';
import { findEvents } from '#src/billing/account-events-store.ts';
import { type OpenBooks, readBooks } from '#src/billing/books.ts';
import { previewChange } from '#src/billing/preview-change.ts';
import { findPrivileges } from '#src/billing/privileges-store.ts';
import { cancelEvent, closedMonthsOfEvent } from '#src/billing/record-event.ts';
import { cancelPrivilege, closedMonthsOfPrivilege } from '#src/billing/record-privilege.ts';
import type { Tx } from '#src/db/database.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import type { FactItem } from '#src/ui/facts.tsx';
import type { Proposal } from './approval-kinds.ts';
import { deskFailureText, factCheckText } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { eventFacts, privilegeFacts } from './event-facts.ru.ts';
import { FactCheckPage } from './fact-check.page.tsx';
import { keepOrPropose } from './keep-or-propose.ts';
import { noDeed, type OpenFacts, openFacts, todayAt } from './open-facts.ts';
import { readId } from './read-decision.ts';
import { readNeededReason } from './reason.ts';

type Place = { personalAccountId: number; factId: number };
type Cancelling = Place & { deed: Deed; today: PlainDate; now: Date; isApproved: boolean };
type Cancelled = { ok: true } | { ok: false; code: string };
type Fact = {
  isCancelled: boolean;
  facts: FactItem[];
  closedMonths(books: OpenBooks): PlainMonth[];
};

/** What an event and a privilege differ in as they are taken back. */
type FactKind = {
  idOf(request: FastifyRequest): number;
  address(of: { number: string; factId: number }): string;
  find(deps: AppDeps, actor: StaffMember, place: Place): Promise<Fact | null>;
  cancel(tx: Tx, actor: StaffMember, cancelling: Cancelling): Promise<Cancelled>;
  proposal(place: Place): Proposal;
  missing: string;
  done: string;
  texts: typeof factCheckText.eventCancellation;
};

const events: FactKind = {
  idOf: (request) => readId(request, 'eventId'),
  address: ({ number, factId: eventId }) => href('staffEventCancellation', { number, eventId }),
  async find(deps, actor, { personalAccountId, factId }) {
    const known = await findEvents(deps.db, actor, { personalAccountId });
    const event = known.find(({ eventId }) => eventId === factId);
    if (!event) return null;
    return {
      isCancelled: event.cancelledAt !== null,
      facts: eventFacts(event, await listMeters(deps, actor, { personalAccountId })),
      closedMonths: (books) => closedMonthsOfEvent(event, books),
    };
  },
  cancel: (tx, actor, { factId: eventId, ...rest }) => cancelEvent(tx, actor, { eventId, ...rest }),
  proposal: ({ personalAccountId, factId: eventId }) => ({
    kind: 'cancel_account_event',
    payload: { personalAccountId, eventId },
  }),
  missing: 'event_not_found',
  done: 'event_cancelled',
  texts: factCheckText.eventCancellation,
};

const privileges: FactKind = {
  idOf: (request) => readId(request, 'privilegeId'),
  address: ({ number, factId: privilegeId }) =>
    href('staffPrivilegeCancellation', { number, privilegeId }),
  async find({ db }, actor, { personalAccountId, factId }) {
    const known = await findPrivileges(db, actor, { personalAccountId });
    const privilege = known.find(({ privilegeId }) => privilegeId === factId);
    if (!privilege) return null;
    return {
      isCancelled: privilege.cancelledAt !== null,
      facts: privilegeFacts(privilege),
      closedMonths: (books) => closedMonthsOfPrivilege(privilege, books),
    };
  },
  cancel: (tx, actor, { factId: privilegeId, today: _, ...rest }) =>
    cancelPrivilege(tx, actor, { privilegeId, ...rest }),
  proposal: ({ personalAccountId, factId: privilegeId }) => ({
    kind: 'cancel_privilege',
    payload: { personalAccountId, privilegeId },
  }),
  missing: 'privilege_not_found',
  done: 'privilege_cancelled',
  texts: factCheckText.privilegeCancellation,
};

/** Taking a fact back: what changes again, why, and where closed months change two people. */
export function registerFactCancellations(app: FastifyInstance, deps: AppDeps): void {
  const recording = { preHandler: requireStaff('record_events') };
  type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
  const show =
    (kind: FactKind): Handler =>
    async (request, reply) =>
      showCancellation(kind, await openFacts(request, reply, deps));
  const take =
    (kind: FactKind): Handler =>
    async (request, reply) =>
      takeBack(kind, await openFacts(request, reply, deps));

  app.get(routes.staffEventCancellation, recording, show(events));
  app.post(routes.staffEventCancellation, recording, take(events));
  app.get(routes.staffPrivilegeCancellation, recording, show(privileges));
  app.post(routes.staffPrivilegeCancellation, recording, take(privileges));
}

async function takeBack(kind: FactKind, open: OpenFacts) {
  const { request, reply, deps } = open;
  const body = formValues(request.body);
  const reason = readNeededReason(body);
  if (!reason.ok) return showCancellation(kind, open, reason.message);
  const { actor } = staffOf(request);
  const { personalAccountId, number } = open.personalAccount;
  const place = { personalAccountId, factId: kind.idOf(request) };
  const deed = { ...recordOf(request), reason: reason.text };
  const at = { today: todayAt(deps), now: deps.clock.now() };
  const kept = await keepOrPropose<Cancelled>(deps, actor, {
    proposal: kind.proposal(place),
    deed,
    key: body._key || null,
    keep: (tx) => kind.cancel(tx, actor, { ...place, ...at, deed, isApproved: false }),
  });
  if (!kept.ok && kept.code === kind.missing) throw notFound();
  if (!kept.ok) return showCancellation(kind, open, deskFailureText(kept), 409);
  const done = kept.isProposed ? 'proposed' : kind.done;
  return reply.seeOther(`${href('staffEvents', { number })}?done=${done}`);
}

async function showCancellation(
  kind: FactKind,
  open: OpenFacts,
  message?: string,
  status = message ? 422 : 200,
) {
  const { request, reply, deps, personalAccount } = open;
  const { actor } = staffOf(request);
  const { personalAccountId, number } = personalAccount;
  const factId = kind.idOf(request);
  const place = { personalAccountId, factId };
  const fact = await kind.find(deps, actor, place);
  if (!fact) throw notFound();
  const backHref = href('staffEvents', { number });
  if (fact.isCancelled) return reply.seeOther(backHref);
  const tried = { deed: noDeed, today: todayAt(deps), now: deps.clock.now(), isApproved: true };
  const { reason = '' } = formValues(request.body);
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    ...kind.texts,
    facts: fact.facts,
    change: await previewChange(deps, {
      personalAccountId,
      deed: (tx) => kind.cancel(tx, actor, { ...place, ...tried }),
    }),
    closedMonths: fact.closedMonths(await readBooks(deps.db)),
    action: kind.address({ number, factId }),
    backHref,
    hidden: {},
    asks: { ...kind.texts.asks, value: reason },
    errors: message ? [{ field: 'reason', message }] : [],
    formKey: randomUUID(),
  };
  return reply.page(h(FactCheckPage, props), status);
}
