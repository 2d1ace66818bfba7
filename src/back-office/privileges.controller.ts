import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { h } from 'preact';
import { readBooks } from '#src/billing/books.ts';
import { privilegeFailureText } from '#src/billing/events.ru.ts';
import { previewChange } from '#src/billing/preview-change.ts';
import {
  type PrivilegeFailure,
  readPrivilege,
  type TypedPrivilege,
} from '#src/billing/privilege-rules.ts';
import {
  closedMonthsOfPrivilege,
  findPrivilegeSituation,
  recordPrivilege,
} from '#src/billing/record-privilege.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { notFound } from '#src/http/refused-request.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { deskFailureText, factCheckText } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { privilegeFacts } from './event-facts.ru.ts';
import { FactCheckPage } from './fact-check.page.tsx';
import { keepOrPropose } from './keep-or-propose.ts';
import { noDeed, type OpenFacts, openFacts, showFacts, todayAt } from './open-facts.ts';

export function registerPrivileges(app: FastifyInstance, deps: AppDeps): void {
  const recording = { preHandler: requireStaff('record_events') };

  // Where a person lands who reopens the address of the form.
  app.get(routes.staffPrivileges, recording, async (request, reply) => {
    const { number } = request.params as { number: string };
    return reply.seeOther(href('staffEvents', { number }));
  });

  app.get(routes.staffPrivilegeCheck, recording, async (request, reply) => {
    const open = await openFacts(request, reply, deps);
    return showCheck(open, { ...typedOf(formValues(request.query)), category: '' });
  });

  app.post(routes.staffPrivileges, recording, async (request, reply) => {
    const open = await openFacts(request, reply, deps);
    const body = formValues(request.body);
    const typed = typedOf(body);
    // What is there already is for the operation to judge: a repeat of the form is none.
    const read = await readTyped(open, typed, { isRepeatMeant: true });
    if (!read.ok) return showCheck(open, typed, errorsOf(read.failures));
    const { actor } = staffOf(request);
    const { personalAccountId, number } = open.personalAccount;
    const { privilege } = read;
    const deed = { ...recordOf(request), reason: privilege.category };
    const at = { today: todayAt(deps), now: deps.clock.now(), isApproved: false };
    const kept = await keepOrPropose(deps, actor, {
      proposal: { kind: 'privilege', payload: { personalAccountId, ...privilege } },
      deed,
      key: body._key || null,
      keep: (tx) => recordPrivilege(tx, actor, { personalAccountId, privilege, deed, ...at }),
    });
    if (kept.ok) {
      const done = kept.isProposed ? 'proposed' : 'privilege_kept';
      return reply.seeOther(`${href('staffEvents', { number })}?done=${done}`);
    }
    if (kept.code === 'privilege_refused') return showCheck(open, typed, errorsOf(kept.failures));
    const errors = [{ field: 'category', message: deskFailureText(kept) }];
    return showCheck(open, typed, errors, 409);
  });
}

function typedOf(values: Record<string, string>): TypedPrivilege {
  const { validFrom = '', validTo = '', share = '', category = '' } = values;
  return { validFrom, validTo, share, category };
}

const errorsOf = (failures: readonly PrivilegeFailure[]): FieldError[] =>
  failures.map(({ field, code }) => ({ field, message: privilegeFailureText[code] }));

async function readTyped(
  { request, deps, personalAccount }: OpenFacts,
  typed: TypedPrivilege,
  { isRepeatMeant = false } = {},
) {
  const { personalAccountId } = personalAccount;
  const place = { personalAccountId, today: todayAt(deps) };
  const situation = await findPrivilegeSituation(deps.db, staffOf(request).actor, place);
  if (!situation) throw notFound();
  return readPrivilege(typed, isRepeatMeant ? { ...situation, known: [] } : situation);
}

/** Stands in until the category is named, which is asked for on the check page alone. */
const NO_CATEGORY_YET = '-';

async function showCheck(
  open: OpenFacts,
  typed: TypedPrivilege,
  errors: FieldError[] = [],
  status = errors.length > 0 ? 422 : 200,
) {
  const { request, reply, deps, personalAccount } = open;
  const read = await readTyped(open, { ...typed, category: NO_CATEGORY_YET });
  if (!read.ok) {
    return showFacts({ ...open, values: typed, errors: errorsOf(read.failures), status: 422 });
  }
  const { privilege } = read;
  const { personalAccountId, number } = personalAccount;
  const { actor } = staffOf(request);
  const at = { today: todayAt(deps), now: deps.clock.now() };
  const { validFrom, validTo, share } = typed;
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    ...factCheckText.privilege,
    facts: privilegeFacts({ ...privilege, category: '' }),
    change: await previewChange(deps, {
      personalAccountId,
      deed: (tx) =>
        recordPrivilege(tx, actor, {
          personalAccountId,
          privilege,
          deed: noDeed,
          ...at,
          isApproved: true,
        }),
    }),
    closedMonths: closedMonthsOfPrivilege(privilege, await readBooks(deps.db)),
    action: href('staffPrivileges', { number }),
    backHref: href('staffEvents', { number }),
    hidden: { validFrom, validTo, share },
    asks: { ...factCheckText.privilege.asks, value: typed.category },
    errors,
    formKey: randomUUID(),
  };
  return reply.page(h(FactCheckPage, props), status);
}
