import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, type Limit } from '#src/http/rate-limits.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import type { ReadingCaseKind } from '#src/meters/cases-store.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { caseFailureText, tooManyCasesText } from '#src/meters/meters.ru.ts';
import { openReadingCase } from '#src/meters/open-reading-case.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { ReadingCasePage } from './reading-case.page.tsx';
import { statusOfFailure } from './refused-form.ts';

/** Each is read by a person. */
const byUser: Limit = { name: 'reading_cases', points: 20, perSeconds: 86_400 };

export function registerReadingCases(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(routes.readingCase, { preHandler: requireResident }, async (request, reply) => {
    const { number } = await openAccountPage(request, reply, deps);
    return reply.seeOther(href('readings', { number }));
  });

  app.post(routes.readingCase, { preHandler: requireResident }, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    const { number, personalAccountId } = personalAccount;
    const { actor } = residentOf(request);
    const {
      meter: meterText = '',
      value = '',
      on = '',
      kind: kindText = '',
      comment = '',
    } = formValues(request.body);
    const kind: ReadingCaseKind = kindText === 'rollover' ? 'rollover' : 'meter_replaced';
    const meters = await listMeters(deps, actor, { personalAccountId });
    const meter = meters.find(({ meterId }) => String(meterId) === meterText);
    if (!meter) throw notFound();
    const { meterId } = meter;
    const show = (error: FieldError, status: number) => {
      const values = { value, on, comment };
      const context = pageContext(request, deps);
      const props = { context, personalAccount, meter, kind, errors: [error], values };
      return reply.page(h(ReadingCasePage, props), status);
    };
    const limited = await limits.consume(byUser, String(actor.userId));
    if (!limited.ok) {
      reply.header('retry-after', String(limited.retryAfterSeconds));
      return show({ field: 'comment', message: tooManyCasesText }, 429);
    }
    const opened = await openReadingCase(deps, actor, {
      number,
      meterId,
      kind,
      value,
      takenOn: on,
      comment,
    });
    if (opened.ok) {
      const { caseId } = opened.readingCase;
      const query = opened.isAlreadyOpen ? `?added=${caseId}` : '';
      return reply.seeOther(`${href('readings', { number })}${query}#case-${caseId}`);
    }
    const error = { field: fieldOf(opened.code), message: caseFailureText(opened) };
    return show(error, statusOfFailure(reply, opened));
  });
}

function fieldOf(code: string): string {
  if (code === 'comment_too_long' || code === 'case_full') return 'comment';
  return code.startsWith('date_') ? 'on' : 'value';
}
