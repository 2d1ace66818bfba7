import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import { getBalance } from '#src/billing/get-balance.ts';
import { listAccountMonths } from '#src/billing/list-account-months.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { formValues } from '#src/http/forms.ts';
import { pageContext } from '#src/http/page-reply.ts';
import { createRateLimits, enforce } from '#src/http/rate-limits.ts';
import { notFound } from '#src/http/refused-request.ts';
import { requireResident, residentOf } from '#src/identity/session-hook.ts';
import { openAccountPage } from '#src/personal-accounts/page-accounts.ts';
import type { PersonalAccount } from '#src/personal-accounts/personal-accounts-store.ts';
import { routes } from '#src/routes.ts';
import { isOfHolder } from '../bill-data.ts';
import { monthOfAddress, readMonth } from '../month-of-address.ts';
import type { PaperRenderer } from '../paper-renderer.ts';
import { makeSureOfPaper } from './make-paper.ts';
import { NoPaperPage, reasonText } from './no-paper.page.tsx';
import { findOwed } from './paper-facts.ts';
import { getPaperPdf } from './paper-pdf.ts';
import type { PaperRefusal, PaperWish } from './paper-wish.ts';
import { fileWord } from './paper-words.ru.ts';
import { PapersPage } from './papers.page.tsx';
import { findPaidEntries, findPaper, listPapers, type StoredPaper } from './papers-store.ts';

type PapersDeps = AppDeps & { renderer: PaperRenderer };
type Asked = { request: FastifyRequest; reply: FastifyReply; deps: PapersDeps };

/** Each may write a row for ever: enough for a person with many flats, too few for a mischief. */
const papersByUser = { name: 'papers', points: 120, perSeconds: 3_600 };
const SHOWN = 24;

/** Papers other than bills: made when they are asked for, kept, downloaded again by their number. */
export function registerPapers(app: FastifyInstance, deps: PapersDeps): void {
  const guarded = { preHandler: requireResident };
  const limits = createRateLimits(deps.pool, deps.secret);

  /** The PDF of what is asked for, or the page that says why there is none. */
  const give = (wishOf: (request: FastifyRequest) => PaperWish) =>
    async function handle(request: FastifyRequest, reply: FastifyReply) {
      const known = await openAccountPage(request, reply, deps);
      const wish = wishOf(request);
      const { actor } = residentOf(request);
      await enforce(limits, papersByUser, `user:${actor.userId}`);
      const outcome = await makeSureOfPaper(deps, actor, known, wish);
      if (outcome.ok) return sendPaper({ request, reply, deps }, outcome.paper);
      return refuse({ request, reply, deps }, { known, wish, refusal: outcome });
    };

  app.get(routes.papers, guarded, async (request, reply) => {
    const known = await openAccountPage(request, reply, deps);
    const asked = { request, reply, deps };
    return reply.page(h(PapersPage, { ...(await papersOf(asked, known)), refused: null }));
  });
  app.get(
    routes.noDebtPaper,
    guarded,
    give(() => ({ kind: 'no_debt' })),
  );
  app.get(routes.reconciliationPaper, guarded, give(periodOf));
  app.get(
    routes.monthPaper,
    guarded,
    give(({ params }) => ({ kind: 'month', month: monthOfAddress(params) })),
  );
  app.get(
    routes.readingPaper,
    guarded,
    give(({ params }) => ({ kind: 'reading', ...(params as { confirmation: string }) })),
  );
  app.get(
    routes.paymentPaper,
    guarded,
    give(({ params }) => ({ kind: 'payment', entryId: idOf(params, 'entryId') })),
  );

  app.get(routes.paper, guarded, async (request, reply) => {
    const known = await openAccountPage(request, reply, deps);
    const paperNo = idOf(request.params, 'paperNo');
    const paper = await findPaper(deps.db, residentOf(request).actor, { ...known, paperNo });
    if (!paper) throw notFound();
    return sendPaper({ request, reply, deps }, paper);
  });
}

const statusOf = {
  has_debt: 409,
  not_current_holder: 409,
  period_backwards: 422,
  period_empty: 422,
  months_disagree: 409,
  reading_unknown: 404,
  payment_unknown: 404,
  month_not_charged: 404,
  month_imported: 404,
  of_other_holder: 404,
} as const;

/** @throws RefusedRequest 404 for what can be no number. */
function idOf(params: unknown, name: string): number {
  const text = (params as Record<string, string>)[name] ?? '';
  if (!/^\d{1,9}$/.test(text)) throw notFound();
  return Number(text);
}

/** The fields hold months that exist; an address that somebody typed may hold anything. */
function periodOf({ query }: FastifyRequest): PaperWish {
  const values = formValues(query);
  const from = readMonth(values.from ?? '');
  const to = readMonth(values.to ?? '');
  if (!from || !to) throw notFound();
  return { kind: 'reconciliation', from, to };
}

async function sendPaper({ request, reply, deps }: Asked, paper: StoredPaper) {
  const pdf = await getPaperPdf(deps, paper, { siteUrl: deps.config.url });
  const { number } = request.params as { number: string };
  const name = `${fileWord[paper.kind]}-${number.replace(/\D/g, '')}-${paper.paperNo}.pdf`;
  return reply
    .type('application/pdf')
    .header('cache-control', 'private, no-store')
    .header('content-disposition', `attachment; filename="${name}"`)
    .send(pdf);
}

type Refused = { known: PersonalAccount; wish: PaperWish; refusal: PaperRefusal };

/** A period is chosen in a form: it comes back with its fields, to be chosen better. */
async function refuse(asked: Asked, { known, wish, refusal }: Refused): Promise<FastifyReply> {
  const status = statusOf[refusal.code];
  if (wish.kind === 'reconciliation') {
    const props = await papersOf(asked, known);
    const refused = { ...wish, reason: reasonText(refusal) };
    if (props.months.length > 0)
      return asked.reply.page(h(PapersPage, { ...props, refused }), status);
  }
  const context = pageContext(asked.request, asked.deps);
  const props = { context, personalAccount: known, kind: wish.kind, refusal };
  return asked.reply.page(h(NoPaperPage, props), status);
}

async function papersOf({ request, deps }: Asked, personalAccount: PersonalAccount) {
  const { actor } = residentOf(request);
  const [papers, payments, balance, all] = await Promise.all([
    listPapers(deps.db, actor, { ...personalAccount, most: SHOWN }),
    findPaidEntries(deps.db, actor, { ...personalAccount, most: SHOWN }),
    getBalance(deps, actor, personalAccount),
    listAccountMonths(deps, actor, personalAccount),
  ]);
  const owed = balance && (await findOwed(deps, actor, personalAccount, balance));
  const months = all.map(({ month }) => month).filter(isIn(personalAccount));
  const context = pageContext(request, deps);
  return { context, personalAccount, papers, payments, owed, months };
}

const isIn =
  ({ holderSince }: PersonalAccount) =>
  (month: string) =>
    isOfHolder(month, holderSince);
