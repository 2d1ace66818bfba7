import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { findCorrectionSituation } from '#src/billing/correct-ledger.ts';
import { readCorrection } from '#src/billing/correction-rules.ts';
import { correctionFailureText } from '#src/billing/corrections.ru.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { readFormKey } from '#src/http/form-key.ts';
import { formValues } from '#src/http/forms.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { readKopecks } from '#src/ui/read-kopecks.ts';
import { openForStaff } from './account.controller.ts';
import { proposeChange } from './approvals.ts';
import { deskFailureText } from './back-office.ru.ts';
import { CorrectionPage } from './correction.page.tsx';
import { deskContext, recordOf } from './desk.ts';
import { todayAt } from './open-facts.ts';
import { readNeededReason } from './reason.ts';

/** A sum put right by hand, forgiven penalties among them: here the first of two says why. */
export function registerCorrection(app: FastifyInstance, deps: AppDeps): void {
  const correcting = { preHandler: requireStaff('correct_ledger') };

  app.get(routes.staffCorrection, correcting, async (request, reply) => {
    const personalAccount = await openForStaff(request, deps, 'look_at_account');
    return showCorrection({ request, reply, deps, personalAccount });
  });

  app.post(routes.staffCorrection, correcting, async (request, reply) => {
    const personalAccount = await openForStaff(request, deps, 'look_at_account');
    const body = formValues(request.body);
    const open = { request, reply, deps, personalAccount };
    const { personalAccountId } = personalAccount;
    const { actor } = staffOf(request);
    const place = { personalAccountId, today: todayAt(deps) };
    const situation = await findCorrectionSituation(deps.db, actor, place);
    const { part = '', way = '', month = '', amount = '' } = body;
    const typed = { part, way, month, amountKopecks: readKopecks(amount) };
    const read = readCorrection(typed, situation);
    const reason = readNeededReason(body);
    const errors: FieldError[] = read.ok
      ? []
      : read.failures.map(({ field, code }) => ({ field, message: correctionFailureText[code] }));
    if (!reason.ok) errors.push({ field: 'reason', message: reason.message });
    if (!read.ok || !reason.ok) {
      return showCorrection({ ...open, errors, status: 422 });
    }
    const key = readFormKey(body);
    const proposed = await proposeChange(deps, actor, {
      proposal: { kind: 'correction', payload: { personalAccountId, ...read.correction, key } },
      deed: { ...recordOf(request), reason: reason.text },
    });
    if (proposed.ok) {
      return reply.seeOther(`${href('staffApprovals')}?done=proposed`);
    }
    const message = deskFailureText(proposed);
    return showCorrection({ ...open, errors: [{ field: 'reason', message }], status: 409 });
  });
}

type Open = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  personalAccount: PersonalAccount;
  errors?: FieldError[];
  status?: number;
};

async function showCorrection({ request, reply, deps, personalAccount, errors, status }: Open) {
  const { actor } = staffOf(request);
  const { personalAccountId } = personalAccount;
  const place = { personalAccountId, today: todayAt(deps) };
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    situation: await findCorrectionSituation(deps.db, actor, place),
    values: formValues(request.body),
    errors: errors ?? [],
    formKey: randomUUID(),
  };
  return reply.page(h(CorrectionPage, props), status);
}
