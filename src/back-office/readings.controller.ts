import { randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { type ExcessReturn, findExcessReturn } from '#src/billing/excess-return.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { readingsTaken } from '#src/http/metrics.ts';
import { notFound } from '#src/http/refused-request.ts';
import { checkReading } from '#src/meters/check-reading.ts';
import { enterReading } from '#src/meters/enter-reading.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { getReading, listReadings } from '#src/meters/list-readings.ts';
import type { StaffSource } from '#src/meters/reading-types.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { href, routes } from '#src/routes.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { openForStaff, showAccount } from './account.controller.ts';
import type { PayloadOf } from './approval-kinds.ts';
import { proposeChange } from './approvals.ts';
import { deskFailureText, reasonMissing } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { EntryCheckPage } from './entry-check.page.tsx';
import { type RefusedEntry, staffSources } from './entry-form.page.tsx';
import { ReadingsPage } from './readings.page.tsx';
import { readReason } from './reason.ts';

const SHOWN = 50;
/** Ids begin with one: what was to be corrected and is not there must not become a new reading. */
const NO_READING = 0;

export function registerStaffReadings(app: FastifyInstance, deps: AppDeps): void {
  app.get(
    routes.staffReadings,
    { preHandler: requireStaff('see_accounts') },
    async (request, reply) => {
      const personalAccount = await openForStaff(request, deps, 'look_at_readings');
      const { personalAccountId } = personalAccount;
      const { actor } = staffOf(request);
      const { cursor } = formValues(request.query);
      const query = { personalAccountId, cursor, limit: SHOWN };
      const [history, meters] = await Promise.all([
        listReadings(deps, actor, query),
        listMeters(deps, actor, { personalAccountId }),
      ]);
      if (!history.ok) throw notFound();
      const props = { ...(await deskContext(request, deps)), personalAccount, history };
      return reply.page(h(ReadingsPage, { ...props, hasManyMeters: meters.length > 1 }));
    },
  );

  const entering = { preHandler: requireStaff('enter_readings') };

  app.get(routes.staffReadingCheck, entering, async (request, reply) => {
    const personalAccount = await openForStaff(request, deps, 'look_at_account');
    const typed = typedOf(formValues(request.query));
    return showCheck({ request, reply, deps, personalAccount, typed });
  });

  app.post(routes.staffReadings, entering, async (request, reply) => {
    const personalAccount = await openForStaff(request, deps, 'look_at_account');
    const body = formValues(request.body);
    const open = { request, reply, deps, personalAccount, typed: typedOf(body) };
    const reason = readReason(body);
    if (!reason.ok) return showCheck({ ...open, reasonError: reason.message });
    const { actor } = staffOf(request);
    const attempt = await attemptOf(open);
    const excess = await excessOf(open, attempt);
    if (excess) return proposeControl(open, excess, reason.text);
    const entered = await enterReading(deps, actor, {
      ...attempt,
      isConfirmedImprobable: body.confirmed === '1',
      basis: body.basis ?? '',
      idempotencyKey: body._key || null,
      deed: { ...recordOf(request), reason: reason.text },
    });
    readingsTaken.inc({ outcome: entered.ok ? entered.receipt.status : entered.code });
    if (entered.ok) {
      const { number, confirmation } = entered.receipt;
      return reply.seeOther(href('staffReading', { number, confirmation }));
    }
    if (entered.code === 'reason_missing') {
      return showCheck({ ...open, reasonError: deskFailureText(entered) });
    }
    const status = entered.code === 'changed_meanwhile' ? 409 : 422;
    return showAccount({ ...open, refused: refusedOf(open.typed, entered), status });
  });
}

/** What the form of the account's page carries. */
type Typed = {
  meter: string;
  value: string;
  on: string;
  source: StaffSource;
  rollover: boolean;
  corrects: string;
  reason: string;
};

type Open = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  personalAccount: PersonalAccount;
  typed: Typed;
};

function typedOf(values: Record<string, string>): Typed {
  const { meter = '', value = '', on = '', corrects = '', reason = '' } = values;
  return {
    meter,
    value,
    on,
    source: staffSources.find((source) => source === values.source) ?? 'phone',
    rollover: values.rollover === '1',
    corrects,
    reason,
  };
}

async function attemptOf({ request, deps, personalAccount, typed }: Open) {
  const { number, personalAccountId } = personalAccount;
  const place = { personalAccountId, confirmation: typed.corrects };
  const corrected = typed.corrects ? await getReading(deps, staffOf(request).actor, place) : null;
  return {
    number,
    meterId: /^\d{1,15}$/.test(typed.meter) ? Number(typed.meter) : undefined,
    value: typed.value,
    takenOn: typed.on,
    source: typed.source,
    isRollover: typed.rollover,
    correctsReadingId: typed.corrects ? (corrected?.readingId ?? NO_READING) : undefined,
  };
}

type Attempt = Awaited<ReturnType<typeof attemptOf>>;
type Excess = { payload: PayloadOf<'control_reading'>; excess: ExcessReturn };

/** An inspector's reading that gives back more than was ever charged; null: it is none. */
async function excessOf(open: Open, attempt: Attempt): Promise<Excess | null> {
  const { request, deps, personalAccount } = open;
  if (attempt.source !== 'inspector') return null;
  const { actor } = staffOf(request);
  const checked = await checkReading(deps, actor, { ...attempt, isControl: true });
  if (!checked.ok || checked.preview.notCountedReason || checked.preview.repeats) return null;
  const { meter, value, takenOn } = checked.preview;
  const { personalAccountId } = personalAccount;
  const reading = { personalAccountId, meterId: meter.meterId, value, takenOn };
  const excess = await findExcessReturn(deps.db, actor, reading);
  const correctsReadingId = attempt.correctsReadingId ?? null;
  return excess && { payload: { ...reading, correctsReadingId }, excess };
}

async function proposeControl(open: Open, { payload }: Excess, reason: string) {
  const { request, reply, deps } = open;
  if (reason === '') return showCheck({ ...open, reasonError: reasonMissing });
  const proposed = await proposeChange(deps, staffOf(request).actor, {
    proposal: { kind: 'control_reading', payload },
    deed: { ...recordOf(request), reason },
  });
  if (!proposed.ok) return showCheck({ ...open, reasonError: deskFailureText(proposed) });
  return reply.seeOther(`${href('staffApprovals')}?done=proposed`);
}

/** What it would do, before anything is kept; the reason is asked here, so it is in no address. */
async function showCheck(open: Open & { reasonError?: string }) {
  const { request, reply, deps, personalAccount, typed, reasonError = null } = open;
  const { actor } = staffOf(request);
  const attempt = { ...(await attemptOf(open)), isControl: typed.source === 'inspector' };
  const checked = await checkReading(deps, actor, attempt);
  if (!checked.ok) {
    return showAccount({ ...open, refused: refusedOf(typed, checked), status: 422 });
  }
  const props = {
    ...(await deskContext(request, deps)),
    personalAccount,
    preview: checked.preview,
    typed,
    excess: (await excessOf(open, attempt))?.excess ?? null,
    reasonError,
    formKey: randomUUID(),
  };
  return reply.page(h(EntryCheckPage, props), reasonError ? 422 : 200);
}

function refusedOf(typed: Typed, failure: { code: string }): RefusedEntry {
  const { meter, value, on, source } = typed;
  const isDate = failure.code.startsWith('date_');
  return {
    meter,
    value,
    on,
    source,
    message: deskFailureText(failure),
    field: isDate ? 'on' : 'value',
    canBeRollover: failure.code === 'below_previous',
  };
}
