import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { type FormValues, formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, enforce, type Limit } from '#src/http/rate-limits.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone } from '#src/plain-date.ts';
import { href, routes } from '#src/routes.ts';
import type { FieldError } from '#src/ui/page-context.ts';
import { bindableMethods, savableMethods } from '../kept-methods.ts';
import type { PaymentsDeps } from '../payments-deps.ts';
import { allowBanks, isBanks } from '../to-bank.ts';
import { AutopayPage } from './autopay.page.tsx';
import { autopayFailureText } from './autopay.ru.ts';
import { readAutopayForm } from './autopay-form.ts';
import { getAutopay, suggestCap } from './autopay-state.ts';
import { askBinding, startBinding } from './bind-method.ts';
import { readBindingForm } from './binding-form.ts';
import type { BindingState } from './bindings-store.ts';
import { turnOffAutopay } from './turn-off.ts';
import { turnOnAutopay } from './turn-on.ts';

type Open = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: PaymentsDeps;
  known: PersonalAccount;
};

/** Each wish that differs writes a letter. */
const byUser: Limit = { name: 'autopay', points: 30, perSeconds: 3600 };

/** «Автоплатёж» of an account: how it stands, on, off. */
export function registerAutopayPage(app: FastifyInstance, deps: PaymentsDeps): void {
  const guarded = { preHandler: requireResident };
  const limits = createRateLimits(deps.pool, deps.secret);

  app.get(routes.autopay, guarded, async (request, reply) => {
    const known = await openOwn(request, reply, deps);
    const { binding } = formValues(request.query);
    const { actor } = residentOf(request);
    const bound = binding ? await askBinding(deps, actor, binding) : null;
    return show({ request, reply, deps, known }, { bound });
  });

  app.post(routes.autopay, guarded, async (request, reply) => {
    const known = await openOwn(request, reply, deps);
    const open = { request, reply, deps, known };
    const values = formValues(request.body);
    const read = readAutopayForm(values, mostOfAny(deps));
    if (!read.ok) return show(open, { values, errors: read.errors });
    await enforce(limits, byUser, String(residentOf(request).actor.userId));
    const place = { ...known, closedOn: closedDay(open), requestId: request.id };
    const done = await turnOnAutopay(deps, residentOf(request).actor, place, read.wish);
    if (!done.ok) return show(open, { values, errors: [autopayFailureText(done)] });
    return reply.seeOther(`${href('autopay', { number: known.number })}?notice=on`);
  });

  app.post(routes.autopayBinding, guarded, async (request, reply) => {
    const known = await openOwn(request, reply, deps);
    const open = { request, reply, deps, known };
    const values = formValues(request.body);
    const read = readBindingForm(values, bindableMethods(deps));
    if (!read.ok) return show(open, { bindingValues: values, errors: read.errors });
    const { actor } = residentOf(request);
    await enforce(limits, byUser, String(actor.userId));
    const wanted = { ...read, accountNumber: known.number, url: deps.config.url };
    const begun = await startBinding(deps, actor, wanted);
    const own = `${href('autopay', known)}?binding=${begun?.publicId ?? ''}`;
    const page = begun?.confirmationUrl;
    return reply.seeOther(page && isBanks(deps, page) ? page : own);
  });

  app.post(routes.autopayOff, guarded, async (request, reply) => {
    const { personalAccountId, number } = await openOwn(request, reply, deps);
    const place = { personalAccountId, requestId: request.id };
    await turnOffAutopay(deps, residentOf(request).actor, place);
    return reply.seeOther(`${href('autopay', { number })}?notice=off`);
  });
}

/** Whose gateway keeps the way to pay may take less: who turns autopay on asks that one. */
const mostOfAny = ({ gateways }: PaymentsDeps): number =>
  gateways.all.reduce((most, { limits }) => Math.max(most, limits.mostKopecks), 0);

/** A former holder pays for nobody. */
async function openOwn(request: FastifyRequest, reply: FastifyReply, deps: PaymentsDeps) {
  const known = await openAccountPage(request, reply, deps);
  if (known.visibleUntil !== null) throw notFound();
  return known;
}

function closedDay({ deps, known }: Open) {
  const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
  return known.closedOn !== null && known.closedOn <= today ? known.closedOn : null;
}

type Shown = {
  values?: FormValues;
  bindingValues?: FormValues;
  errors?: FieldError[];
  /** What became of the binding that one comes back from. */
  bound?: BindingState | null;
};

async function show(open: Open, shown: Shown = {}): Promise<FastifyReply> {
  const { values, bindingValues, errors = [], bound = null } = shown;
  const { request, reply, deps, known } = open;
  const { actor, email } = residentOf(request);
  allowBanks(reply, deps);
  const [state, capKopecks] = await Promise.all([
    getAutopay(deps, actor, known),
    suggestCap(deps, actor, known),
  ]);
  const { notice } = formValues(request.query);
  const props = {
    context: pageContext(request, deps),
    number: known.number,
    isClosed: closedDay(open) !== null,
    canSave: savableMethods(deps).length > 0,
    bindable: bindableMethods(deps),
    bindingValues: bindingValues ?? { email },
    bound,
    state,
    capKopecks,
    values: values ?? null,
    errors,
    notice: notice === 'on' || notice === 'off' ? (notice as 'on' | 'off') : null,
  };
  return reply.page(h(AutopayPage, props), errors.length > 0 ? 422 : 200);
}
