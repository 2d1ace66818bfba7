import { randomBytes } from 'node:crypto';
import type { Page } from 'playwright-core';
import { createOneTimeToken } from '#src/identity/one-time-tokens.ts';
import { href, type RouteName } from '#src/routes.ts';
import type { PageCase, Stage } from './every-page.ts';
import type { NeighbourName } from './neighbours.ts';

const numberOf = (who: NeighbourName, { neighbours }: Stage) => neighbours[who].accountNumber;

const papersOf = (who: NeighbourName) => ({
  heading: 'Справки и документы',
  who,
  route: 'papers' as RouteName,
  open: (stage: Stage) => href('papers', { number: numberOf(who, stage) }),
});

/** Gives one paper out of each kind that this household can have, so that the list is not empty. */
async function openGiven(page: Page, stage: Stage): Promise<void> {
  const number = numberOf('charged', stage);
  const period = '?from=2026-01&to=2026-10';
  await page.request.get(href('reconciliationPaper', { number }) + period);
  await page.request.get(href('monthPaper', { number, month: '2026-05' }));
  await page.goto(href('papers', { number }));
}

async function openGenuine(page: Page, stage: Stage): Promise<void> {
  const number = numberOf('charged', stage);
  await page.request.get(href('monthPaper', { number, month: '2026-06' }));
  const { rows } = await stage.world.deps.pool.query<{ verify_code: string }>(
    `select p.verify_code from papers p join personal_accounts a using (personal_account_id)
     where a.number = $1 order by p.paper_no desc limit 1`,
    [number],
  );
  await page.goto(href('verifyBill', { code: rows[0]?.verify_code ?? '' }));
}

/** As the letter brings it. */
async function openArchive(page: Page, { world, neighbours }: Stage): Promise<void> {
  const now = world.clock.now();
  const expiresAt = new Date(now.getTime() + 86_400_000);
  const { data_export_id: subjectId } = await world.db
    .insertInto('data_exports')
    .values({
      user_id: neighbours.usual.userId,
      asked_at: now,
      made_at: now,
      expires_at: expiresAt,
      zip: randomBytes(120_000),
    })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ expires_at: expiresAt }))
    .returning('data_export_id')
    .executeTakeFirstOrThrow();
  const wish = { purpose: 'data_export', subjectId, now, expiresAt } as const;
  await page.goto(href('profileExportReady', { token: await createOneTimeToken(world.db, wish) }));
}

/** Certificates, acts and confirmations, and what stands in their place. */
export const paperPages: readonly PageCase[] = [
  {
    name: 'papers, a debt, some given out',
    isMain: true,
    ...papersOf('charged'),
    open: (stage) => (page) => openGiven(page, stage),
  },
  { name: 'papers, nothing owed', ...papersOf('settled') },
  { name: 'papers of a former resident', ...papersOf('former') },
  {
    name: 'a certificate refused for a debt',
    heading: 'Справка об отсутствии задолженности',
    who: 'charged',
    route: 'noDebtPaper',
    open: (stage) => href('noDebtPaper', { number: numberOf('charged', stage) }),
  },
  {
    name: 'an act of a period that is not closed',
    heading: 'Справки и документы',
    who: 'charged',
    route: 'reconciliationPaper',
    open: (stage) =>
      `${href('reconciliationPaper', { number: numberOf('charged', stage) })}?from=2026-10&to=2026-12`,
  },
  {
    name: 'a calculation of a month that is not formed',
    heading: 'Расчёт начислений за месяц',
    who: 'charged',
    route: 'monthPaper',
    open: (stage) => href('monthPaper', { number: numberOf('charged', stage), month: '2026-11' }),
  },
  {
    name: 'a confirmation of no reading',
    heading: 'Подтверждение показания',
    who: 'charged',
    route: 'readingPaper',
    open: (stage) =>
      href('readingPaper', { number: numberOf('charged', stage), confirmation: 'П-26-9999-9999' }),
  },
  {
    name: 'a confirmation of no payment',
    heading: 'Подтверждение платежа',
    who: 'charged',
    route: 'paymentPaper',
    open: (stage) => href('paymentPaper', { number: numberOf('charged', stage), entryId: 9_999 }),
  },
  {
    name: 'an archive of nothing',
    heading: 'История начислений',
    who: 'charged',
    route: 'billArchive',
    open: (stage) => href('billArchive', { number: numberOf('charged', stage) }),
  },
  {
    name: 'how the bill comes',
    heading: 'Как получать квитанцию',
    who: 'charged',
    route: 'billDelivery',
    open: (stage) => href('billDelivery', { number: numberOf('charged', stage) }),
  },
  {
    name: 'a genuine paper',
    heading: 'Документ подлинный',
    who: 'charged',
    route: 'verifyBill',
    open: (stage) => (page) => openGenuine(page, stage),
  },
  {
    name: 'one’s own data, ready',
    heading: 'Ваши данные',
    who: 'usual',
    route: 'profileExportReady',
    open: (stage) => (page) => openArchive(page, stage),
  },
  {
    name: 'one’s own data, by a dead link',
    heading: 'Ваши данные',
    who: 'usual',
    route: 'profileExportReady',
    open: () => href('profileExportReady', { token: 'dead' }),
  },
];
