import { system } from '#src/actor.ts';
import { proposeChange } from '#src/back-office/approvals.ts';
import { addBankAgent } from '#src/banks/bank-agents-store.ts';
import { loadRegistry } from '#src/banks/load-registry.ts';
import { reconcileDay } from '#src/banks/reconcile.ts';
import { registryTemplates } from '#src/banks/registry-templates.ru.ts';
import { takePayment } from '#src/banks/take-payment.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { openReadingCase } from '#src/meters/open-reading-case.ts';
import { submitReading } from '#src/meters/submit-reading.ts';
import { expectReceipt } from '#src/payments/fiscal-receipts-store.ts';
import { createGateways } from '#src/payments/gateways.ts';
import { postPayment } from '#src/payments/post-payment.ts';
import { startPayment } from '#src/payments/start-payment.ts';
import { sendLinkingRequest } from '#src/personal-accounts/linking-requests.ts';
import { dateInZone } from '#src/plain-date.ts';
import { sberFile, sberTerms } from './banks-world.ts';
import type { World } from './harness.ts';
import { createStaff } from './staff.ts';
import { createSubscriber, type Subscriber } from './subscriber.ts';

export type WaitingRequests = Awaited<ReturnType<typeof sendToStaff>>;

/** One of everything that waits for staff, sent by real residents. */
export async function sendToStaff(world: World) {
  const owner = await createSubscriber(world);
  const asker = await createSubscriber(world);
  return {
    owner,
    asker,
    requestId: await askToLink(world, asker, owner.accountNumber),
    caseId: await askAboutRollover(world, owner),
    ...(await sendImprobable(world, owner)),
    letterId: await failLetter(world, owner),
    approvalId: await proposeEnding(world, owner),
    ...(await recordFacts(world, owner)),
    ...(await bringBankMoney(world, owner)),
    receiptId: await refuseReceipt(world, owner),
  };
}

export async function askToLink(
  world: World,
  asker: Subscriber,
  accountNumber: string,
): Promise<number> {
  await sendLinkingRequest(world.deps, asker.actor, {
    accountNumber,
    holderLastName: 'Примерова',
    comment: 'Купили квартиру в октябре',
  });
  const row = await world.db
    .selectFrom('linking_requests')
    .select('linking_request_id')
    .where('user_id', '=', asker.userId)
    .orderBy('linking_request_id', 'desc')
    .executeTakeFirstOrThrow();
  return row.linking_request_id;
}

/** The counter went through zero, and let more through than it could. */
export async function askAboutRollover(world: World, owner: Subscriber): Promise<number> {
  const opened = await openReadingCase(world.deps, owner.actor, {
    number: owner.accountNumber,
    meterId: owner.meters[0]?.meterId,
    kind: 'rollover',
    value: '57',
    comment: 'Смотрели вместе с соседом',
  });
  if (!opened.ok) throw new Error(`no case: ${opened.code}`);
  return opened.readingCase.caseId;
}

/** So much that the resident is asked, and answers «yes». */
export async function sendImprobable(world: World, owner: Subscriber, value = '9999') {
  const sent = await submitReading(world.deps, owner.actor, {
    number: owner.accountNumber,
    meterId: owner.meters[0]?.meterId,
    value,
    isConfirmedImprobable: true,
    source: 'cabinet',
  });
  if (!sent.ok) throw new Error(`refused: ${sent.code}`);
  const { readingId, confirmation } = sent.receipt;
  return { readingId, confirmation };
}

export async function failLetter(
  world: World,
  owner: Pick<Subscriber, 'email' | 'userId'>,
  kind = 'password_changed',
): Promise<number> {
  const row = await world.db
    .insertInto('letters')
    .values({
      kind,
      to_address: owner.email,
      user_id: owner.userId,
      data: '{}',
      state: 'failed',
      attempts: 1,
      last_error: 'refused: 550 to RCPT TO',
      created_at: world.clock.now(),
      sent_at: null,
    })
    .returning('letter_id')
    .executeTakeFirstOrThrow();
  return row.letter_id;
}

/** What the charges of the account follow from besides readings. */
async function recordFacts({ pool }: World, { personalAccountId }: Subscriber) {
  const event = await pool.query(
    `insert into account_events (personal_account_id, kind, starts_on, value, document,
       recorded_month, recorded_at)
     values ($1, 'residents', '2026-11-10', 2, 'справка 4', '2026-11-01', now())
     returning account_event_id as id`,
    [personalAccountId],
  );
  const privilege = await pool.query(
    `insert into privileges (personal_account_id, valid_from, share, category, recorded_month,
       recorded_at)
     values ($1, '2026-11-01', 0.5, 'ветеран труда', '2026-11-01', now())
     returning privilege_id as id`,
    [personalAccountId],
  );
  await pool.query(
    `insert into imported_charges (personal_account_id, month, volume_m3, charged_kopecks,
       recalculated_kopecks, penalty_kopecks, paid_kopecks, closing_kopecks, register_import_id)
     values ($1, '2026-05-01', 40, 38496, 0, 0, 38496, 0, 1)`,
    [personalAccountId],
  );
  return { eventId: event.rows[0].id as number, privilegeId: privilege.rows[0].id as number };
}

async function proposeEnding(world: World, owner: Subscriber): Promise<number> {
  const { actor, name } = await createStaff(world, 'administrator');
  const { personalAccountId, userId } = owner;
  const proposed = await proposeChange(world.deps, actor, {
    proposal: { kind: 'end_access', payload: { personalAccountId, userId } },
    deed: { actorName: name, requestId: '', reason: 'по заявлению владельца' },
  });
  if (!proposed.ok) throw new Error(`not proposed: ${proposed.code}`);
  return proposed.approvalId;
}

/** A registry that nobody has posted, money of nobody, and a day without a registry. */
async function bringBankMoney(world: World, owner: Subscriber) {
  await addBankAgent(world.db, sberTerms, { now: world.clock.now() });
  // A bank's number of an operation comes once, and so do its registries.
  const txnOf = (place: number) => `${owner.accountNumber.slice(-6)}${place}`;
  const template = registryTemplates.sber;
  if (!template) throw new Error('no template of that name');
  const loaded = await loadRegistry(world.deps, system('test'), {
    agent: sberTerms.agent,
    bytes: sberFile([{ txn: txnOf(1) }, { txn: txnOf(2), number: '390099999999' }], {
      number: owner.accountNumber,
    }),
    fileName: '8626_20112026.txt',
    template,
    templateName: 'sber',
  });
  if (!loaded.ok) throw new Error(`no registry: ${loaded.failure.code}`);
  const taken = await takePayment(world.deps, sberTerms, {
    txnId: txnOf(3),
    accountNumber: owner.accountNumber,
    amountKopecks: 12_345,
    paidOn: '2001-01-01',
  });
  if (!taken.ok) throw new Error(`not taken: ${taken.code}`);
  await reconcileDay(world.deps, '2001-01-01');
  const { rows } = await world.pool.query('select min(difference_id) as id from book_differences');
  return {
    registryId: loaded.registryId,
    moneyId: taken.paymentId,
    differenceId: rows[0].id as number,
  };
}

/** A payment whose чек the till has refused so often that it waits for people. */
async function refuseReceipt(world: World, owner: Subscriber): Promise<number> {
  const now = world.clock.now();
  const deps = { ...world.deps, url: world.url, gateways: createGateways(world.deps) };
  const started = await startPayment(deps, owner.actor, {
    method: 'sbp',
    parts: [{ accountNumber: owner.accountNumber, amountKopecks: 123_450 }],
    receiptEmail: owner.email,
    source: 'api',
    idempotencyKey: null,
  });
  if (!started.ok) throw new Error(`not begun: ${started.code}`);
  const paymentId = started.paymentIds[0] ?? 0;
  await inTransaction(world.db, async (tx) => {
    const paidOn = dateInZone(now, world.supplier.timeZone);
    const actor = system('test');
    await postPayment(tx, actor, { paymentId, paidOn, heardFrom: 'answer', now });
    await expectReceipt(tx, actor, { paymentId, state: 'canceled', now });
  });
  const { rows } = await world.pool.query(
    `update fiscal_receipts set handed_over_at = $2, repeats = 5, ask_after = null
     where payment_id = $1 returning fiscal_receipt_id as id`,
    [paymentId, now],
  );
  return rows[0].id as number;
}
