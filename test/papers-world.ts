import { expect } from 'vitest';
import { closeCharged, settleCharged } from './charged-household.ts';
import { addEntry } from './closed-months.ts';
import { downloadBy } from './download.ts';
import { startWorld } from './harness.ts';
import { readPdf } from './read-pdf.ts';
import { createSubscriber } from './subscriber.ts';

export type PapersWorld = Awaited<ReturnType<typeof startPapersWorld>>;

/** A household with everything in its books at its page of papers, and somebody else. */
export async function startPapersWorld() {
  const world = await startWorld({ hasWorker: false, now: '2026-11-20T10:00:00+02:00' });
  const charged = await settleCharged(world);
  const stranger = await createSubscriber(world);
  await closeCharged(world, charged);
  const visitor = world.visitor();
  await charged.signIn(visitor);
  const download = (address: string) => downloadBy(visitor, world.url, address);
  return {
    ...world,
    charged,
    stranger,
    holder: visitor,
    home: `/accounts/${charged.accountNumber}/papers`,
    download,
    paperAt: async (address: string) => checkPaper(address, await download(address)),
    pay: (key: string, kopecks: number, isPenalty = false) =>
      addEntry(world, {
        personal_account_id: charged.personalAccountId,
        billing_month: '2026-11-01',
        idempotency_key: key,
        amount_kopecks: -kopecks,
        value_date: '2026-11-19',
        is_penalty: isPenalty,
      }),
  };
}

/** The paper at an address, read as a program for those who do not see reads it. */
async function checkPaper(
  address: string,
  { status, headers, pdf }: Awaited<ReturnType<typeof downloadBy>>,
) {
  expect(status, address).toBe(200);
  expect(headers.get('content-type')).toBe('application/pdf');
  const read = await readPdf(pdf);
  expect(read.isTagged).toBe(true);
  expect(read.language).toBe('ru');
  expect(read.roles).toContain('H1');
  expect(pdf.toString('latin1')).toContain('<pdfuaid:part>1</pdfuaid:part>');
  expect(pdf.length).toBeLessThanOrEqual(80 * 1024);
  return { pdf, ...read };
}

export const roubles = (kopecks: number): string =>
  (kopecks / 100)
    .toFixed(2)
    .replace('.', ',')
    .replace(/\B(?=(\d{3})+,)/g, ' ');
