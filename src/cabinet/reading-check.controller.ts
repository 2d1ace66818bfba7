import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { previewCharge } from '#src/billing/preview-charge.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { readingsTaken } from '#src/http/metrics.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, type Limit, type RateLimits } from '#src/http/rate-limits.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { checkReading } from '#src/meters/check-reading.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { entryOfReading, getReading } from '#src/meters/list-readings.ts';
import {
  readingFailureText,
  tooManyReadingsText,
  whatHappenedMissing,
} from '#src/meters/meters.ru.ts';
import type { ReadingFailure, SubmitFailure } from '#src/meters/reading-failure.ts';
import { submitReading } from '#src/meters/submit-reading.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone } from '#src/plain-date.ts';
import { href, routes } from '#src/routes.ts';
import { waitText } from '#src/ui/wait-text.ru.ts';
import { ReadingCasePage } from './reading-case.page.tsx';
import { ReadingCheckPage } from './reading-check.page.tsx';
import { showReadings } from './readings.controller.ts';
import type { RefusedReading } from './readings.page.tsx';
import { statusOfFailure } from './refused-form.ts';
import { readTypedReadings, type TypedReading, typedQuery } from './typed-readings.ts';

/** What the forms of a reading carry, in the address or in the body. */
type Typed = TypedReading & {
  corrects: string;
  rollover: boolean;
  /** What was typed for other meters, to be checked after this one. */
  others: TypedReading[];
};

type Open = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  personalAccount: PersonalAccount;
};

/** A household with five meters that mistypes each of them; a program that runs wild is stopped. */
const byUser: Limit = { name: 'readings', points: 60, perSeconds: 3600 };

export function registerReadingCheck(app: FastifyInstance, deps: AppDeps): void {
  const limits = createRateLimits(deps.pool, deps.secret);
  const guarded = { preHandler: requireResident };

  app.get(routes.readingCheck, guarded, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    return showCheck({ request, reply, deps, personalAccount });
  });

  app.post(routes.readings, guarded, async (request, reply) => {
    const personalAccount = await openAccountPage(request, reply, deps);
    return answerSubmission({ request, reply, deps, personalAccount }, limits);
  });
}

async function showCheck(open: Open) {
  const { request, reply, deps, personalAccount } = open;
  const query = formValues(request.query);
  const { reason = '', previous = '' } = query;
  const typed: Typed = {
    ...typedOf(query),
    rollover: reason === 'rollover',
    corrects: reason === 'correction' ? previous : (query.corrects ?? ''),
  };
  const { actor } = residentOf(request);
  if (reason === 'meter_replaced') return showCase(open, typed, 'meter_replaced');
  const attempt = await attemptOf(open, typed);
  const checked = await checkReading(deps, actor, attempt);
  if (!checked.ok) {
    if (checked.code === 'rollover_impossible') return showCase(open, typed, 'rollover');
    const refused = await refusal(open, typed, checked);
    const isUnanswered = query.asked === '1' && refused.reasons.length > 0;
    const unanswered = { ...refused, message: whatHappenedMissing, field: 'reason' } as const;
    const answer = isUnanswered ? unanswered : refused;
    return showReadings({ ...open, refused: answer, typed: typed.others, status: 422 });
  }
  const context = pageContext(request, deps);
  const { preview } = checked;
  const { corrects, others } = typed;
  const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
  const formKey = randomUUID();
  const { personalAccountId } = personalAccount;
  const { correctsReadingId } = attempt;
  const charge = await previewCharge(deps, actor, {
    personalAccountId,
    preview,
    correctsReadingId,
  });
  const props = { context, personalAccount, preview, charge, today, corrects, others, formKey };
  return reply.page(h(ReadingCheckPage, props));
}

async function answerSubmission(open: Open, limits: RateLimits) {
  const { request, reply, deps } = open;
  const body = formValues(request.body);
  const typed: Typed = {
    ...typedOf(body),
    rollover: body.rollover === '1',
    corrects: body.corrects ?? '',
  };
  const { actor } = residentOf(request);
  const limited = await limits.consume(byUser, String(actor.userId));
  if (!limited.ok) {
    reply.header('retry-after', String(limited.retryAfterSeconds));
    const message = tooManyReadingsText(waitText(limited.retryAfterSeconds));
    const refused = await refusedWith(open, typed, message);
    return showReadings({ ...open, refused, typed: typed.others, status: 429 });
  }
  const outcome = await submitReading(deps, actor, {
    ...(await attemptOf(open, typed)),
    isConfirmedImprobable: body.confirmed === '1',
    source: 'cabinet',
    basis: body.basis ?? '',
    idempotencyKey: body._key || null,
  });
  if (!outcome.ok) {
    readingsTaken.inc({ outcome: outcome.code });
    const refused = await refusal(open, typed, outcome);
    const status = statusOfFailure(reply, outcome);
    return showReadings({ ...open, refused, typed: typed.others, status });
  }
  readingsTaken.inc({ outcome: outcome.receipt.status });
  const { number, confirmation } = outcome.receipt;
  const address = href('readingConfirmation', { number, confirmation });
  return reply.seeOther(address + typedQuery(typed.others));
}

/** Ids begin with one. */
const NO_READING = 0;

/** One meter's reading, or of several the first that says something. */
function typedOf(fields: Record<string, string>): TypedReading & { others: TypedReading[] } {
  const filled = readTypedReadings(fields);
  const { meter = '', value = '', on = '' } = fields;
  const [asked] = [...filled, ...readTypedReadings(fields, { filledOnly: false })];
  const chosen = meter || value || !asked ? { meter, value, on } : asked;
  return { ...chosen, others: filled.filter((one) => one.meter !== chosen.meter) };
}

async function attemptOf({ request, deps, personalAccount }: Open, typed: Typed) {
  const { personalAccountId, number } = personalAccount;
  const { actor } = residentOf(request);
  const corrected = typed.corrects
    ? await getReading(deps, actor, { personalAccountId, confirmation: typed.corrects })
    : null;
  return {
    number,
    meterId: /^\d{1,15}$/.test(typed.meter) ? Number(typed.meter) : undefined,
    value: typed.value,
    takenOn: typed.on,
    isRollover: typed.rollover,
    // What was to be corrected and is not there must not turn into a reading of its own.
    correctsReadingId: corrected?.readingId ?? (typed.corrects ? NO_READING : undefined),
  };
}

/** The failure, put at the field that it is about. */
async function refusal(
  open: Open,
  typed: Typed,
  failure: ReadingFailure | SubmitFailure,
): Promise<RefusedReading> {
  const isBelow = failure.code === 'below_previous';
  const previous = isBelow ? failure.previous : null;
  const own = previous ? await findConfirmation(open, previous.readingId) : null;
  return {
    ...(await refusedWith(open, typed, readingFailureText(failure))),
    field: failure.code.startsWith('date_') ? 'takenOn' : 'value',
    reasons: isBelow ? failure.reasons : [],
    previousConfirmation: own,
  };
}

/** The form again as it was filled in, with the reason at the field of the value. */
async function refusedWith(
  { request, deps, personalAccount }: Open,
  typed: Typed,
  message: string,
): Promise<RefusedReading> {
  const { personalAccountId } = personalAccount;
  const meters = await listMeters(deps, residentOf(request).actor, { personalAccountId });
  const known = meters.find(({ meterId }) => String(meterId) === typed.meter) ?? meters[0];
  return {
    meterId: known?.meterId ?? 0,
    value: typed.value,
    takenOn: typed.on,
    corrects: typed.corrects,
    message,
    field: 'value',
    reasons: [],
    previousConfirmation: null,
  };
}

async function findConfirmation(
  { request, deps, personalAccount }: Omit<Open, 'reply'>,
  readingId: number,
): Promise<string | null> {
  const { personalAccountId } = personalAccount;
  const place = { personalAccountId, readingId };
  const entry = await entryOfReading(deps, residentOf(request).actor, place);
  return entry?.confirmation ?? null;
}

/** What cannot be decided here goes to staff, with what was typed. */
async function showCase(open: Open, typed: Typed, kind: 'rollover' | 'meter_replaced') {
  const { request, reply, deps, personalAccount } = open;
  const { personalAccountId } = personalAccount;
  const meters = await listMeters(deps, residentOf(request).actor, { personalAccountId });
  const meter = meters.find(({ meterId }) => String(meterId) === typed.meter) ?? meters[0];
  if (!meter) throw notFound();
  const context = pageContext(request, deps);
  const props = { context, personalAccount, meter, kind, errors: [] };
  const values = { value: typed.value, on: typed.on, comment: '' };
  return reply.page(h(ReadingCasePage, { ...props, values }));
}
