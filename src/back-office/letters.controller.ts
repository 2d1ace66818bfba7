import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { notFound } from '#src/http/refused-request.ts';
import { findUser } from '#src/identity/users-store.ts';
import { findLetter } from '#src/mail/failed-letters.ts';
import { href, routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { deskFailureText } from './back-office.ru.ts';
import { decideLetter, letterDecisions, mayGoToNewAddress } from './decide-letter.ts';
import type { DecisionPage } from './decision-page.ts';
import { deskContext, recordOf } from './desk.ts';
import { LetterPage } from './letter.page.tsx';
import { readDecision, readId } from './read-decision.ts';

export function registerLetters(app: FastifyInstance, deps: AppDeps): void {
  app.get(routes.staffLetter, { preHandler: requireStaff('see_requests') }, (request, reply) =>
    showLetter({ request, reply, deps }),
  );

  app.post(
    routes.staffLetter,
    { preHandler: requireStaff('decide_requests') },
    async (request, reply) => {
      const letterId = readId(request, 'letterId');
      const read = readDecision(request, letterDecisions);
      const { values } = read;
      if (!read.ok) return showLetter({ request, reply, deps, ...read, status: 422 });
      const { decision } = read;
      const deed = { ...recordOf(request), reason: read.reason };
      const { actor } = staffOf(request);
      const decided = await decideLetter(deps, actor, { letterId, decision, deed });
      const done = decision === 'closed' ? 'closed' : 'retried';
      if (decided.ok) return reply.seeOther(`${href('staffRequests')}?done=${done}`);
      if (decided.code === 'letter_not_found') throw notFound();
      const errors = [{ field: 'decision', message: deskFailureText(decided) }];
      const status = decided.code === 'decided_already' ? 409 : 422;
      return showLetter({ request, reply, deps, values, errors, status });
    },
  );
}

async function showLetter({
  request,
  reply,
  deps,
  values = {},
  errors = [],
  status,
}: DecisionPage) {
  const letterId = readId(request, 'letterId');
  const { actor } = staffOf(request);
  const { db, clock } = deps;
  const letter = await findLetter(db, actor, letterId);
  if (!letter) throw notFound();
  const { userId } = letter;
  const subject = `letter:${letterId}`;
  const look = { action: 'look_at_letter', userId, subject, now: clock.now() };
  await recordEntry(db, actor, { ...recordOf(request), ...look });
  const user = userId === null ? null : await findUser(db, actor, userId);
  const props = {
    ...(await deskContext(request, deps)),
    letter,
    hasNewAddress: mayGoToNewAddress(letter, user),
    mayDecide: may(actor.role, 'decide_requests'),
    values,
    errors,
  };
  return reply.page(h(LetterPage, props), status);
}
