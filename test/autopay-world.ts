import { vi } from 'vitest';
import { endRules } from '#src/payments/autopay/rule-ends-store.ts';
import { runAutopay } from '#src/payments/autopay/run-autopay.ts';
import { createGateways } from '#src/payments/gateways.ts';
import { href } from '#src/routes.ts';
import { headingOf, type PaymentsWorld, payOn, startPaymentsWorld } from './payments-world.ts';
import { createSubscriber, type Subscriber } from './subscriber.ts';
import type { Answer, Visitor } from './visitor.ts';

/** A Monday, before any bill of the year is due. */
const BEGUN = '2026-11-23T10:00:00+02:00';

export type AutopayWorld = Awaited<ReturnType<typeof startAutopayWorld>>;

/** Somebody with a card that the gateway keeps for us. */
export type Payer = Subscriber & { visitor: Visitor };

/** Residents whose card is kept, and the worker's turn at the moments that a test chooses. */
export async function startAutopayWorld(env: Record<string, string> = {}) {
  const world: PaymentsWorld = await startPaymentsWorld({ hasWorker: true, env });
  const gateways = createGateways(world.deps);
  const waitForAnnouncements = () => waitUntilAnnounced(world);
  const deps = { ...world.deps, gateways, url: world.url };

  return {
    ...world,
    autopayDeps: deps,
    /** All that is due now by our clock, as the worker does it. */
    async run(): Promise<void> {
      await runAutopay(deps);
      await waitForAnnouncements();
    },
    waitForAnnouncements,
    orderMail: (order: MailOrder) => orderMail(world, order),
    async runAt(iso: string): Promise<void> {
      world.clock.set(iso);
      await runAutopay(deps);
      await waitForAnnouncements();
    },
    async createPayer(): Promise<Payer> {
      world.clock.set(BEGUN);
      const subscriber = await createSubscriber(world);
      const visitor = world.visitor();
      await subscriber.signIn(visitor);
      return { ...subscriber, visitor };
    },
    async runsOf({ personalAccountId }: Subscriber) {
      const { rows } = await world.pool.query<RunRow>(
        `select state, month::text, due_on::text as "dueOn", announced_kopecks as announced,
           amount_kopecks as amount from autopay_runs
         where personal_account_id = $1 order by due_on, autopay_rule_id`,
        [personalAccountId],
      );
      return rows;
    },
    async statesOf(payer: Subscriber): Promise<string[]> {
      const rows = await this.runsOf(payer);
      return rows.map(({ state }) => state);
    },
    async endAll({ userId, actor }: Subscriber): Promise<void> {
      const end = { reason: 'turned_off', now: world.clock.now() } as const;
      await world.db.transaction().execute((tx) => endRules(tx, actor, { userId }, end));
    },
    /** A charge whose answer was lost is asked about by the worker, as our clock goes. */
    waitForRun: (payer: Subscriber, state: string, step = { minutes: 1 }) =>
      vi.waitFor(
        async () => {
          world.clock.advance(step);
          const { rows } = await world.pool.query<RunRow>(
            `select state from autopay_runs where personal_account_id = $1 order by due_on desc`,
            [payer.personalAccountId],
          );
          if (rows[0]?.state !== state) throw new Error(`it is ${rows[0]?.state}`);
        },
        { timeout: 10_000, interval: 300 },
      ),
    async lettersOf(payer: Subscriber, subject: string): Promise<number> {
      const letters = await world.letters(payer.email);
      return letters.filter((letter) => letter.subject.includes(subject)).length;
    },
  };
}

export const countAutopayCharges = (world: AutopayWorld, { userId }: Subscriber): Promise<number> =>
  world.count("payment_baskets where source = 'autopay' and user_id = $1", [userId]);

/** Of the newest wish; null: it holds. */
export async function endReasonOf(
  { pool }: AutopayWorld,
  { userId }: Subscriber,
): Promise<string | null> {
  const { rows } = await pool.query<{ end_reason: string | null }>(
    'select end_reason from autopay_rules where user_id = $1 order by autopay_rule_id desc',
    [userId],
  );
  return rows[0]?.end_reason ?? null;
}

/** What is announced counts as announced when its letter has gone, by the clock of that day. */
const waitUntilAnnounced = ({ pool }: PaymentsWorld) =>
  vi.waitFor(
    async () => {
      const { rowCount } = await pool.query(
        `select from autopay_runs run join letters l using (letter_id)
         where run.state = 'announced' and l.state = 'queued' and l.attempts = 0`,
      );
      if (rowCount) throw new Error(`${rowCount} announcements are not sent`);
    },
    { timeout: 10_000, interval: 50 },
  );

type MailOrder = { next: 'succeed' | 'defer' | 'reject'; to?: string; times?: number };

/** What the mail server does next, to whoever is named. */
const orderMail = ({ sandbox }: PaymentsWorld, order: MailOrder) =>
  fetch(`${sandbox.url}/control/mail`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(order),
  });

type RunRow = {
  state: string;
  month: string;
  dueOn: string;
  announced: number | null;
  amount: number | null;
};

/** Pays a little with the box ticked; `press` is the payer at the bank's page. */
export async function payAndSave(
  { accountNumber, visitor }: Payer,
  press: (checkout: string) => Promise<string>,
  fields: Record<string, string> = {},
): Promise<Answer> {
  const wanted = { amount: '100', method: 'bank_card', save: '1', ...fields };
  const sent = await payOn(visitor, accountNumber, wanted);
  const done = await visitor.get(await press(sent.location));
  if (headingOf(done) !== 'Оплата прошла') throw new Error(headingOf(done));
  return done;
}

/** Weeks pass in these tests, and no session lasts so long. */
export async function signInAgain({ visitor, signIn }: Payer): Promise<void> {
  visitor.cookies.clear();
  await signIn(visitor);
}

/** Fills in «Автоплатёж»; the kept card is chosen already. */
export async function turnOn(payer: Payer, fields: Record<string, string> = {}): Promise<Answer> {
  const { accountNumber: number, visitor } = payer;
  await signInAgain(payer);
  const page = await visitor.get(href('autopay', { number }));
  const wish = { when: 'day', day: '10', cap: '5 000', ...fields };
  const isOn = page.$('button:contains("Выключить автоплатёж")').length > 0;
  return visitor.submit(page, wish, isOn ? 'Сохранить' : 'Включить автоплатёж');
}

/** The first of the list, looked up and removed: what was asked before, and the answer. */
export async function removeMethod(payer: Payer): Promise<{ asked: Answer; removed: Answer }> {
  await signInAgain(payer);
  const list = await payer.visitor.get(href('paymentMethods'));
  const asked = await payer.visitor.get(list.$('main a:contains("Удалить")').attr('href') ?? '');
  return { asked, removed: await payer.visitor.submit(asked, {}, 'Удалить') };
}
