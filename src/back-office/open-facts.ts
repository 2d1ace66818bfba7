import type { FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { Deed } from '#src/audit/record-entry.ts';
import { findEvents } from '#src/billing/account-events-store.ts';
import { findPrivileges } from '#src/billing/privileges-store.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone } from '#src/plain-date.ts';
import { may } from '#src/staff/permissions.ts';
import { staffOf } from '#src/staff/staff-session-hook.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { openForStaff } from './account.controller.ts';
import { doneText } from './back-office.ru.ts';
import { deskContext } from './desk.ts';
import { EventsPage } from './events.page.tsx';

/** What every page about the facts of an account begins with; the look is recorded. */
export type OpenFacts = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  personalAccount: PersonalAccount;
};

/** @throws RefusedRequest 404 */
export async function openFacts(
  request: FastifyRequest,
  reply: FastifyReply,
  deps: AppDeps,
): Promise<OpenFacts> {
  const personalAccount = await openForStaff(request, deps, 'look_at_account_events');
  return { request, reply, deps, personalAccount };
}

export const todayAt = ({ clock, supplier }: Pick<AppDeps, 'clock' | 'supplier'>) =>
  dateInZone(clock.now(), supplier.timeZone);

/** Of what is only tried out, and undone. */
export const noDeed: Deed = { actorName: '', requestId: '', reason: '' };

type Refused = { values?: Record<string, string>; errors?: FieldError[]; status?: number };

/** The page of events and privileges; also where a refused one comes back to. */
export async function showFacts(open: OpenFacts & Refused) {
  const { request, reply, deps, personalAccount, values = {}, errors = [], status } = open;
  const { actor } = staffOf(request);
  const { personalAccountId } = personalAccount;
  const place = { personalAccountId };
  const [meters, events, privileges] = await Promise.all([
    listMeters(deps, actor, place),
    findEvents(deps.db, actor, place),
    findPrivileges(deps.db, actor, place),
  ]);
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    meters,
    events,
    privileges,
    mayRecord: may(actor.role, 'record_events'),
    values,
    errors,
    notice: doneText(formValues(request.query).done ?? ''),
  };
  return reply.page(h(EventsPage, props), status);
}
