import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { getReading } from '#src/meters/list-readings.ts';
import { readingFailureText } from '#src/meters/meters.ru.ts';
import { withdrawReading } from '#src/meters/withdraw-reading.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import { dateInZone } from '#src/plain-date.ts';
import { href, routes } from '#src/routes.ts';
import { ReadingDonePage } from './reading-done.page.tsx';
import { statusOfFailure } from './refused-form.ts';
import { readTypedReadings } from './typed-readings.ts';
import { WithdrawalPage } from './withdrawal.page.tsx';

/** A reading by its confirmation number, and taking it back. */
export function registerConfirmation(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireResident };

  app.get(routes.readingConfirmation, guarded, (request, reply) =>
    showConfirmation({ request, reply, deps }),
  );

  app.get(routes.readingWithdrawal, guarded, async (request, reply) => {
    const { personalAccount, reading, confirmation } = await openReading({ request, reply, deps });
    const { number } = personalAccount;
    if (!reading.canChange) {
      return reply.seeOther(href('readingConfirmation', { number, confirmation }));
    }
    const context = pageContext(request, deps);
    return reply.page(h(WithdrawalPage, { context, personalAccount, reading, confirmation }));
  });

  app.post(routes.readingWithdrawal, guarded, async (request, reply) => {
    const { number } = await openAccountPage(request, reply, deps);
    const { confirmation } = request.params as { confirmation: string };
    const outcome = await withdrawReading(deps, residentOf(request).actor, {
      number,
      confirmation,
    });
    if (outcome.ok) return reply.seeOther(href('readingConfirmation', { number, confirmation }));
    const status = statusOfFailure(reply, outcome, 409);
    return showConfirmation({ request, reply, deps }, readingFailureText(outcome), status);
  });
}

type Open = { request: FastifyRequest; reply: FastifyReply; deps: AppDeps };

/** @throws RefusedRequest 404 for a reading that was never confirmed, or not in this account. */
async function openReading({ request, reply, deps }: Open) {
  const personalAccount = await openAccountPage(request, reply, deps);
  const { confirmation: asked } = request.params as { confirmation: string };
  const place = { personalAccountId: personalAccount.personalAccountId, confirmation: asked };
  const reading = await getReading(deps, residentOf(request).actor, place);
  if (!reading?.confirmation) throw notFound();
  return { personalAccount, reading, confirmation: reading.confirmation };
}

async function showConfirmation(open: Open, refusal: string | null = null, status = 200) {
  const { request, reply, deps } = open;
  const { personalAccount, reading } = await openReading(open);
  const { actor, email } = residentOf(request);
  const isOwn = reading.userId === actor.userId;
  const context = pageContext(request, deps);
  const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
  const waiting = readTypedReadings(formValues(request.query));
  const letterTo = isOwn ? email : null;
  const props = { context, personalAccount, reading, today, email: letterTo, refusal, waiting };
  return reply.page(h(ReadingDonePage, props), status);
}
