import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { findEvents } from '#src/billing/account-events-store.ts';
import { readBooks } from '#src/billing/books.ts';
import { previewChange } from '#src/billing/preview-change.ts';
import { cancelEvent, closedMonthsOfEvent } from '#src/billing/record-event.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { deskFailureText, factCheckText, reasonMissing } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { eventFacts } from './event-facts.ru.ts';
import { FactCheckPage } from './fact-check.page.tsx';
import { keepOrPropose } from './keep-or-propose.ts';
import { noDeed, type OpenFacts, openFacts, todayAt } from './open-facts.ts';
import { readId } from './read-decision.ts';
import { readReason } from './reason.ts';

/** Taking an event back: what changes again, why, and where closed months change two people. */
export function registerEventCancellation(app: FastifyInstance, deps: AppDeps): void {
  const recording = { preHandler: requireStaff('record_events') };

  app.get(routes.staffEventCancellation, recording, async (request, reply) =>
    showCancellation(await openFacts(request, reply, deps)),
  );

  app.post(routes.staffEventCancellation, recording, async (request, reply) => {
    const open = await openFacts(request, reply, deps);
    const eventId = readId(request, 'eventId');
    const body = formValues(request.body);
    const reason = readReason(body);
    if (!reason.ok) return showCancellation(open, reason.message);
    if (reason.text === '') return showCancellation(open, reasonMissing);
    const { actor } = staffOf(request);
    const { personalAccountId, number } = open.personalAccount;
    const payload = { personalAccountId, eventId };
    const deed = { ...recordOf(request), reason: reason.text };
    const at = { today: todayAt(deps), now: deps.clock.now() };
    const cancelled = { ...payload, deed, ...at, isApproved: false };
    const kept = await keepOrPropose(deps, actor, {
      proposal: { kind: 'cancel_account_event', payload },
      deed,
      key: body._key || null,
      keep: (tx) => cancelEvent(tx, actor, cancelled),
    });
    if (!kept.ok && kept.code === 'event_not_found') throw notFound();
    if (!kept.ok) return showCancellation(open, deskFailureText(kept), 409);
    const done = kept.isProposed ? 'proposed' : 'event_cancelled';
    return reply.seeOther(`${href('staffEvents', { number })}?done=${done}`);
  });
}

async function showCancellation(open: OpenFacts, message?: string, status = message ? 422 : 200) {
  const { request, reply, deps, personalAccount } = open;
  const eventId = readId(request, 'eventId');
  const { actor } = staffOf(request);
  const { personalAccountId, number } = personalAccount;
  const events = await findEvents(deps.db, actor, { personalAccountId });
  const event = events.find((one) => one.eventId === eventId);
  if (!event) throw notFound();
  if (event.cancelledAt) return reply.seeOther(href('staffEvents', { number }));
  const meters = await listMeters(deps, actor, { personalAccountId });
  const at = { today: todayAt(deps), now: deps.clock.now() };
  const { reason = '' } = formValues(request.body);
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    ...factCheckText.eventCancellation,
    facts: eventFacts(event, meters),
    change: await previewChange(deps, {
      personalAccountId,
      deed: (tx) =>
        cancelEvent(tx, actor, {
          personalAccountId,
          eventId,
          deed: noDeed,
          ...at,
          isApproved: true,
        }),
    }),
    closedMonths: closedMonthsOfEvent(event, await readBooks(deps.db)),
    action: href('staffEventCancellation', { number, eventId }),
    backHref: href('staffEvents', { number }),
    hidden: {},
    asks: { ...factCheckText.eventCancellation.asks, value: reason },
    errors: message ? [{ field: 'reason', message }] : [],
    formKey: randomUUID(),
  };
  return reply.page(h(FactCheckPage, props), status);
}
