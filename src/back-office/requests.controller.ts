import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { findFailedLetters } from '#src/mail/failed-letters.ts';
import { findWaitingCases } from '#src/meters/cases-store.ts';
import { findImprobable } from '#src/meters/review-store.ts';
import { findWaitingRequests } from '#src/personal-accounts/linking-decisions-store.ts';
import { routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { doneText } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { ofAccount, ofPerson, recordShown } from './record-shown.ts';
import { RequestsPage } from './requests.page.tsx';

const SHOWN = 50;

/** The queues of what cannot be decided without people. */
export function registerRequests(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireStaff('see_requests') };
  app.get(routes.staffRequests, guarded, async (request, reply) => {
    const { actor } = staffOf(request);
    const { db, clock } = deps;
    const entry = { ...recordOf(request), action: 'look_at_requests', now: clock.now() };
    await recordEntry(db, actor, entry);
    const limit = SHOWN;
    const [linking, cases, improbable, letters] = await Promise.all([
      findWaitingRequests(db, actor, { limit }),
      findWaitingCases(db, actor, { limit }),
      findImprobable(db, actor, { limit }),
      findFailedLetters(db, actor, { limit }),
    ]);
    await recordShown(deps, actor, {
      record: recordOf(request),
      action: 'look_at_requests',
      shown: [
        ...linking.map(({ userId }) => ofPerson(userId)),
        ...[...cases, ...improbable].map(({ personalAccountId: id }) => ofAccount(id)),
        ...letters.flatMap(({ userId }) => (userId === null ? [] : [ofPerson(userId)])),
      ],
    });
    const queues = { linking, cases, improbable, letters, limit };
    const notice = doneText(formValues(request.query).done ?? '');
    const props = { ...(await deskContext(request, deps)), ...queues, notice };
    return reply.page(h(RequestsPage, props));
  });
}
