import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { readingFailureText } from '#src/meters/meters.ru.ts';
import { openReadingCase } from '#src/meters/open-reading-case.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import { href, routes } from '#src/routes.ts';
import { ReadingCasePage } from './reading-case.page.tsx';
import { statusOfFailure } from './refused-form.ts';

export function registerReadingCases(app: FastifyInstance, deps: AppDeps): void {
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
    const kind = kindText === 'rollover' ? 'rollover' : 'meter_replaced';
    const meters = await listMeters(deps, actor, { personalAccountId });
    const meter = meters.find(({ meterId }) => String(meterId) === meterText);
    if (!meter) throw notFound();
    const { meterId } = meter;
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
    const field = opened.code.startsWith('date_') ? 'on' : 'value';
    const errors = [{ field, message: readingFailureText(opened) }];
    const context = pageContext(request, deps);
    const values = { value, on, comment };
    const props = { context, personalAccount, meter, kind, errors, values } as const;
    return reply.page(h(ReadingCasePage, props), statusOfFailure(reply, opened));
  });
}
