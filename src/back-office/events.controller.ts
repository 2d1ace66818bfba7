import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { type EventFailure, readEvent, type TypedEvent } from '#src/billing/account-event.ts';
import { readBooks } from '#src/billing/books.ts';
import { findEventSituation } from '#src/billing/event-situation.ts';
import { eventFailureText } from '#src/billing/events.ru.ts';
import { previewChange } from '#src/billing/preview-change.ts';
import { closedMonthsOfEvent, recordEvent } from '#src/billing/record-event.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { deskFailureText, factCheckText } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { eventFacts } from './event-facts.ru.ts';
import { FactCheckPage } from './fact-check.page.tsx';
import { keepOrPropose } from './keep-or-propose.ts';
import { noDeed, type OpenFacts, openFacts, showFacts, todayAt } from './open-facts.ts';

export function registerEvents(app: FastifyInstance, deps: AppDeps): void {
  app.get(
    routes.staffEvents,
    { preHandler: requireStaff('see_accounts') },
    async (request, reply) => showFacts(await openFacts(request, reply, deps)),
  );

  const recording = { preHandler: requireStaff('record_events') };

  app.get(routes.staffEventCheck, recording, async (request, reply) => {
    const open = await openFacts(request, reply, deps);
    return showCheck(open, { ...typedOf(formValues(request.query)), document: '' });
  });

  app.post(routes.staffEvents, recording, async (request, reply) => {
    const open = await openFacts(request, reply, deps);
    const body = formValues(request.body);
    const typed = typedOf(body);
    // What is there already is for the operation to judge: a repeat of the form is none.
    const read = await readTyped(open, typed, { isRepeatMeant: true });
    if (!read.ok) return showCheck(open, typed, errorsOf(read.failures));
    const { actor } = staffOf(request);
    const { personalAccountId, number } = open.personalAccount;
    const { event } = read;
    const deed = { ...recordOf(request), reason: event.document };
    const at = { today: todayAt(deps), now: deps.clock.now(), isApproved: false };
    const kept = await keepOrPropose(deps, actor, {
      proposal: { kind: 'account_event', payload: { personalAccountId, ...event } },
      deed,
      key: body._key || null,
      keep: (tx) => recordEvent(tx, actor, { personalAccountId, event, deed, ...at }),
    });
    if (kept.ok) {
      const done = kept.isProposed ? 'proposed' : 'event_kept';
      return reply.seeOther(`${href('staffEvents', { number })}?done=${done}`);
    }
    if (kept.code === 'event_refused') return showCheck(open, typed, errorsOf(kept.failures));
    const errors = [{ field: 'document', message: deskFailureText(kept) }];
    return showCheck(open, typed, errors, 409);
  });
}

function typedOf(values: Record<string, string>): TypedEvent {
  const { kind = '', meter = '', from = '', to = '', value = '', document = '' } = values;
  return { kind, meter, from, to, value, document };
}

const errorsOf = (failures: readonly EventFailure[]): FieldError[] =>
  failures.map(({ field, code }) => ({ field, message: eventFailureText[code] }));

async function readTyped(
  { request, deps, personalAccount }: OpenFacts,
  typed: TypedEvent,
  { isRepeatMeant = false } = {},
) {
  const { personalAccountId } = personalAccount;
  const place = { personalAccountId, today: todayAt(deps) };
  const situation = await findEventSituation(deps.db, staffOf(request).actor, place);
  if (!situation) throw notFound();
  return readEvent(typed, isRepeatMeant ? { ...situation, known: [] } : situation);
}

/** Stands in until the document is named, which is asked for on the check page alone. */
const NO_DOCUMENT_YET = '-';

/** What it would do, before anything is kept; what cannot be goes back to the form. */
async function showCheck(
  open: OpenFacts,
  typed: TypedEvent,
  errors: FieldError[] = [],
  status = errors.length > 0 ? 422 : 200,
) {
  const { request, reply, deps, personalAccount } = open;
  const read = await readTyped(open, { ...typed, document: NO_DOCUMENT_YET });
  if (!read.ok) {
    return showFacts({ ...open, values: typed, errors: errorsOf(read.failures), status: 422 });
  }
  const { event } = read;
  const { personalAccountId, number } = personalAccount;
  const { actor } = staffOf(request);
  const meters = await listMeters(deps, actor, { personalAccountId });
  const at = { today: todayAt(deps), now: deps.clock.now() };
  const { kind, meter, from, to, value } = typed;
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    ...factCheckText.event,
    facts: eventFacts({ ...event, document: '' }, meters),
    change: await previewChange(deps, {
      personalAccountId,
      deed: (tx) =>
        recordEvent(tx, actor, { personalAccountId, event, deed: noDeed, ...at, isApproved: true }),
    }),
    closedMonths: closedMonthsOfEvent(event, await readBooks(deps.db)),
    action: href('staffEvents', { number }),
    backHref: href('staffEvents', { number }),
    hidden: { kind, meter, from, to, value },
    asks: { ...factCheckText.event.asks, value: typed.document },
    errors,
    formKey: randomUUID(),
  };
  return reply.page(h(FactCheckPage, props), status);
}
