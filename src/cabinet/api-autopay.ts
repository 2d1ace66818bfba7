import { z } from 'zod';
import type { AppDeps } from '#src/http/deps.ts';
import { residentOf } from '#src/identity/session-hook.ts';
import type { AutopayWhen, SavedMethod } from '#src/payments/autopay/autopay-rule.ts';
import { type AutopayState, getAutopay } from '#src/payments/autopay/autopay-state.ts';
import { listSavedMethods } from '#src/payments/autopay/saved-methods-store.ts';
import { turnOffAutopay } from '#src/payments/autopay/turn-off.ts';
import { type AutopayFailure, turnOnAutopay } from '#src/payments/autopay/turn-on.ts';
import { createGateways } from '#src/payments/gateways.ts';
import { dateInZone } from '#src/plain-date.ts';
import { openPersonalAccount } from './api-accounts.ts';
import { autopayExamples as examples, autopayFields as fields } from './api-autopay.ru.ts';
import { type ApiApp, operation } from './api-operation.ts';
import { ApiRefusal } from './api-refusals.ts';
import { accountParams } from './api-requests.ts';
import { date, instant, kopecks } from './api-scalars.ts';

const methodSchema = z
  .object({
    id: z.int().describe(fields.methodId),
    kind: z.enum(['sbp', 'bank_card']).describe(fields.kind),
    title: z.string().describe(fields.title),
    savedAt: instant.describe(fields.savedAt),
  })
  .meta({ id: 'SavedPaymentMethod', examples: [examples.method] });

const methodListSchema = z
  .object({ methods: z.array(methodSchema).describe(fields.methods) })
  .meta({ id: 'SavedPaymentMethodList', examples: [examples.methods] });

const autopaySchema = z
  .object({
    isOn: z.boolean().describe(fields.isOn),
    method: methodSchema.nullable().describe(fields.method),
    on: z.enum(['bill', 'day']).nullable().describe(fields.on),
    day: z.int().nullable().describe(fields.day),
    capKopecks: kopecks.nullable().describe(fields.capKopecks),
    nextDueOn: date.nullable().describe(fields.nextDueOn),
    announced: z
      .object({
        dueOn: date.describe(fields.dueOn),
        amountKopecks: kopecks.describe(fields.announcedKopecks),
      })
      .nullable()
      .describe(fields.announced),
  })
  .meta({ id: 'Autopay', examples: [examples.autopay] });

const wishSchema = z
  .strictObject({
    methodId: z.int().positive().describe(fields.methodId),
    on: z.enum(['bill', 'day']).describe(fields.on),
    day: z.int().min(1).max(28).optional().describe(fields.dayInput),
    capKopecks: z.int().positive().max(100_000_000_000).describe(fields.capKopecks),
  })
  .meta({ id: 'AutopayWish', examples: [examples.wish] });

const failureCodes = [
  'method_not_saved',
  'day_impossible',
  'cap_too_small',
  'cap_too_large',
  'account_not_open',
] as const satisfies readonly AutopayFailure['code'][];

/** Autopay of an account, and what it may charge. */
export function registerAutopayRoutes(api: ApiApp, deps: AppDeps): void {
  const answer = { params: accountParams, response: { 200: autopaySchema } };

  api.get(
    '/payment-methods',
    { schema: operation('listPaymentMethods', { response: { 200: methodListSchema } }, []) },
    async (request) => {
      const methods = await listSavedMethods(deps.db, residentOf(request).actor);
      return { methods: methods.map(methodResource) };
    },
  );

  api.get(
    '/accounts/:number/autopay',
    { schema: operation('getAutopay', answer, ['not_found']) },
    async (request) => {
      const known = await openPersonalAccount(request, deps, request.params.number);
      return autopayResource(await getAutopay(deps, residentOf(request).actor, known));
    },
  );

  api.delete(
    '/accounts/:number/autopay',
    { schema: operation('turnOffAutopay', answer, ['not_found']) },
    async (request) => {
      const known = await openPersonalAccount(request, deps, request.params.number);
      const { actor } = residentOf(request);
      await turnOffAutopay(deps, actor, { ...known, requestId: request.id });
      return autopayResource(await getAutopay(deps, actor, known));
    },
  );
  serveTurningOn(api, deps);
}

function serveTurningOn(api: ApiApp, deps: AppDeps): void {
  const gateways = createGateways(deps);
  const schema = operation(
    'turnOnAutopay',
    { params: accountParams, body: wishSchema, response: { 200: autopaySchema } },
    ['not_found', ...failureCodes],
  );

  api.put('/accounts/:number/autopay', { schema }, async (request) => {
    const known = await openPersonalAccount(request, deps, request.params.number);
    const { actor } = residentOf(request);
    const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
    const isClosed = known.closedOn !== null && known.closedOn <= today;
    const closedOn = isClosed ? known.closedOn : null;
    const { methodId: savedMethodId, on, day, capKopecks } = request.body;
    // A day that is not told is no day.
    const when: AutopayWhen = on === 'bill' ? { on } : { on, day: day ?? 0 };
    const place = { ...known, closedOn, requestId: request.id };
    const wish = { savedMethodId, when, capKopecks };
    const done = await turnOnAutopay({ ...deps, gateways }, actor, place, wish);
    if (!done.ok) throw new ApiRefusal(done.code);
    return autopayResource(await getAutopay(deps, actor, known));
  });
}

const methodResource = ({ savedMethodId, method, title, savedAt }: SavedMethod) => ({
  id: savedMethodId,
  kind: method,
  title,
  savedAt: savedAt.toISOString(),
});

function autopayResource({ rule, method, soon }: AutopayState): z.output<typeof autopaySchema> {
  return {
    isOn: rule !== null,
    method: method && methodResource(method),
    on: rule?.when.on ?? null,
    day: rule?.when.on === 'day' ? rule.when.day : null,
    capKopecks: rule?.capKopecks ?? null,
    nextDueOn: rule?.nextDueOn ?? null,
    announced: soon && { dueOn: soon.dueOn, amountKopecks: soon.kopecks },
  };
}
