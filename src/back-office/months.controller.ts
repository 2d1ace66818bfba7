import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { recordEntries } from '#src/audit/record-entry.ts';
import { askToClose, findNextClose } from '#src/billing/ask-to-close.ts';
import { listCloses } from '#src/billing/list-closes.ts';
import { type ClosePreview, previewClose } from '#src/billing/preview-close.ts';
import { findReopenable } from '#src/billing/reopen-month.ts';
import { findBillProgress } from '#src/bills/bill-ranges-store.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { findAccountIds } from '#src/personal-accounts/account-ids.ts';
import { isPlainDate } from '#src/plain-date.ts';
import { href, routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { doneText } from './back-office.ru.ts';
import { deskContext, recordOf } from './desk.ts';
import { MonthPreviewPage } from './month-preview.page.tsx';
import { MonthsPage } from './months.page.tsx';
import { closeRefusalTexts } from './months.ru.ts';

/** Two years at a glance. */
const SHOWN = 26;
/** A page does not keep anybody longer: so many accounts are tried out from the command line. */
const PREVIEW_MS = 10_000;

export function registerMonths(app: FastifyInstance, deps: AppDeps): void {
  const seeing = { preHandler: requireStaff('see_months') };

  app.get(routes.staffMonths, seeing, (request, reply) => showMonths({ request, reply, deps }));

  app.get(routes.staffMonthPreview, seeing, (request, reply) =>
    showPreview({ request, reply, deps }),
  );

  const closing = { preHandler: requireStaff('close_months') };

  // Where a person lands who reopens the address of the form.
  app.get(routes.staffMonthClosing, closing, async (_request, reply) =>
    reply.seeOther(href('staffMonths')),
  );

  app.post(routes.staffMonthClosing, closing, async (request, reply) => {
    const { month = '' } = formValues(request.body);
    const open = { request, reply, deps };
    if (!isPlainDate(month) || !month.endsWith('-01')) {
      return showMonths({ ...open, troubles: [], status: 422 });
    }
    const deed = { ...recordOf(request), reason: '' };
    const asked = await askToClose(deps, staffOf(request).actor, { month, deed });
    if (asked.ok) return reply.seeOther(`${href('staffMonths')}?done=closing`);
    return showMonths({ ...open, troubles: closeRefusalTexts(asked), status: 409 });
  });
}

type Open = { request: FastifyRequest; reply: FastifyReply; deps: AppDeps };

async function showMonths({
  request,
  reply,
  deps,
  troubles = [],
  status,
}: Open & { troubles?: string[]; status?: number }) {
  const { actor } = staffOf(request);
  const closes = await listCloses(deps.db, actor, { limit: SHOWN });
  const closeIds = closes.map(({ closeId }) => closeId);
  const props = {
    ...(await deskContext(request, deps)),
    next: await findNextClose(deps),
    closes,
    bills: await findBillProgress(deps.db, closeIds),
    reopenable: await findReopenable(deps.pool),
    mayClose: may(actor.role, 'close_months'),
    notice: doneText(formValues(request.query).done ?? ''),
    troubles,
  };
  return reply.page(h(MonthsPage, props), status);
}

async function showPreview({ request, reply, deps }: Open) {
  const next = await findNextClose(deps);
  const { actor } = staffOf(request);
  const preview =
    next.month === null || next.isRunning ? null : await tryOutClose(deps, next.month);
  if (preview) await noteLooks(request, deps, preview);
  const props = {
    ...(await deskContext(request, deps)),
    next,
    preview,
    mayClose: may(actor.role, 'close_months'),
  };
  return reply.page(h(MonthPreviewPage, props));
}

/** Null: it took too long, or cannot be reckoned. */
async function tryOutClose(deps: AppDeps, month: string): Promise<ClosePreview | null> {
  const signal = AbortSignal.timeout(PREVIEW_MS);
  const preview = await previewClose(deps, { month, signal });
  return 'code' in preview || signal.aborted ? null : preview;
}

/** The accounts that it names have been looked at. */
async function noteLooks(request: FastifyRequest, deps: AppDeps, { outliers }: ClosePreview) {
  const { actor } = staffOf(request);
  const numbers = Object.values(outliers).flatMap(({ first }) => first.map((one) => one.number));
  const ids = await findAccountIds(deps.db, actor, [...new Set(numbers)]);
  const look = { action: 'look_at_month_preview', now: deps.clock.now() };
  const entries = ids.map((personalAccountId) => ({
    ...recordOf(request),
    ...look,
    personalAccountId,
  }));
  await recordEntries(deps.db, actor, entries);
}
