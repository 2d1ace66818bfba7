import type { Resident } from '#src/actor.ts';
import { findLedgerEntries } from '#src/billing/entries-store.ts';
import { getAccountMonth } from '#src/billing/get-account-month.ts';
import { getBalance } from '#src/billing/get-balance.ts';
import { listAccountMonths } from '#src/billing/list-account-months.ts';
import { listOwnChoices } from '#src/bills/delivery-store.ts';
import { hasBill, listBills } from '#src/bills/list-bills.ts';
import { listPapers } from '#src/bills/papers/papers-store.ts';
import type { Db } from '#src/db/database.ts';
import { listConsents } from '#src/identity/consents.ts';
import { listContactChanges } from '#src/identity/contact-changes.ts';
import { findOwnRecords } from '#src/identity/own-records.ts';
import { findUser } from '#src/identity/users-store.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { listReadingCases } from '#src/meters/list-reading-cases.ts';
import { listReadings, type ReadingEntry } from '#src/meters/list-readings.ts';
import type { MetersDeps } from '#src/meters/reading-situation.ts';
import { listOwnBindings } from '#src/payments/autopay/bindings-store.ts';
import { listOwnRules } from '#src/payments/autopay/rules-store.ts';
import { listOwnMethods } from '#src/payments/autopay/saved-methods-store.ts';
import { listOwnPayments } from '#src/payments/baskets-store.ts';
import { listLinkingRequests } from '#src/personal-accounts/linking-requests.ts';
import {
  listPersonalAccounts,
  type PersonalAccount,
} from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone } from '#src/plain-date.ts';
import { explainedMonthResource } from './api-charges-resources.ts';
import {
  balanceResource,
  meterResource,
  monthOf,
  personalAccountResource,
  readingResource,
} from './api-resources.ts';
import { findOwnExport } from './data-exports-store.ts';

const FULL_PAGE = 100;
/** Ten a day are taken at most. */
const EVERY_REQUEST = 10_000;
const EVERY_PAPER = 10_000;

/**
 * All that the product holds about a person, as one document (docs/own-data.md). Accounts, meters
 * and readings are told as the API tells them, and as far as this person may see them.
 */
export async function gatherOwnData(deps: MetersDeps, actor: Resident) {
  const { db, clock } = deps;
  const [user, consents, contactChanges, records, requests, payments, autopay, known, archive] =
    await Promise.all([
      findUser(db, actor, actor.userId),
      listConsents(db, actor, actor.userId),
      listContactChanges(deps, actor),
      findOwnRecords(deps, actor),
      listLinkingRequests(deps, actor, { most: EVERY_REQUEST }),
      listOwnPayments(db, actor),
      ownAutopay(db, actor),
      listPersonalAccounts(db, actor),
      findOwnExport(db, actor, clock.now()),
    ]);
  if (!user) return null;
  const { userId: _, ...person } = user;
  const accounts = [];
  for (const one of known) accounts.push(await accountData(deps, actor, one));
  return {
    format: 'ochag-own-data',
    version: 1,
    createdAt: clock.now(),
    person,
    consents: consents.map((row) => ({
      document: row.document,
      edition: row.version,
      textSha256: row.text_hash,
      act: row.act,
      at: row.acted_at,
      address: row.address,
      browser: row.user_agent,
    })),
    contactChanges: contactChanges.map((row) => ({
      kind: row.kind,
      newValue: row.new_value,
      askedAt: row.created_at,
      expiresAt: row.expires_at,
    })),
    ...recordsData(records),
    archive: archive && {
      askedAt: archive.askedAt,
      madeAt: archive.madeAt,
      expiresAt: archive.expiresAt,
    },
    linkingRequests: requests.map(({ linkingRequestId: _id, ...request }) => request),
    payments,
    ...autopay,
    accounts,
  };
}

const ownAutopay = async (db: Db, actor: Resident) => ({
  savedPaymentMethods: await listOwnMethods(db, actor),
  methodBindings: await listOwnBindings(db, actor),
  autopayRules: await listOwnRules(db, actor),
});

function recordsData({
  sessions,
  tokens,
  letters,
  audit,
  factors,
}: Awaited<ReturnType<typeof findOwnRecords>>) {
  return {
    sessions: sessions.map((row) => ({
      signedInAt: row.created_at,
      lastSeenAt: row.last_seen_at,
      expiresAt: row.expires_at,
      isRemembered: row.remembered,
      address: row.address,
      browser: row.user_agent,
    })),
    apiTokens: tokens.map((row) => ({
      name: row.name,
      scopes: row.scopes,
      createdAt: row.created_at,
      lastUsedAt: row.last_used_at,
      expiresAt: row.expires_at,
      revokedAt: row.revoked_at,
    })),
    secondFactors: {
      app: factors.app,
      passkeys: factors.passkeys.map(({ passkeyId: _, ...passkey }) => passkey),
      recoveryCodesLeft: factors.recoveryCodesLeft,
    },
    letters: letters.map((row) => ({
      kind: row.kind,
      to: row.to_address,
      state: row.state,
      createdAt: row.created_at,
      sentAt: row.sent_at,
    })),
    record: audit.map((row) => ({ at: row.happened_at, by: row.actor_kind, action: row.action })),
  };
}

async function accountData(deps: MetersDeps, actor: Resident, known: PersonalAccount) {
  const today = dateInZone(deps.clock.now(), deps.supplier.timeZone);
  const [meters, readings, cases, balance, months, ledger, papers] = await Promise.all([
    listMeters(deps, actor, known),
    wholeHistory(deps, actor, known),
    listReadingCases(deps, actor, known),
    getBalance(deps, actor, known),
    explainedMonths(deps, actor, known),
    findLedgerEntries(deps.db, actor, known),
    listPapers(deps.db, actor, { ...known, most: EVERY_PAPER }),
  ]);
  return {
    ...personalAccountResource(known, today),
    // Today's balance of an account that went to somebody else is theirs.
    balance: balance && balanceResource(balance, { known, today }),
    meters: meters.map(meterResource),
    readings: readings.map(readingResource),
    // Of a household each sees all its cases; what another wrote is the other's.
    readingCases: cases
      .filter(({ userId }) => userId === actor.userId)
      .map(({ caseId: _, userId: _user, meterId: _meter, ...one }) => one),
    charges: months,
    bills: await ownBills(deps, actor, known),
    billDelivery: (await listOwnChoices(deps.db, actor, known)).map((one) => ({
      way: one.way,
      edition: one.text_version,
      textSha256: one.text_hash,
      at: one.chosen_at,
      address: one.address,
      browser: one.user_agent,
    })),
    papers: papers.map(({ number, kind, subject, data, madeAt, pdf }) => ({
      number,
      kind,
      about: data.body.kind === 'payment' ? data.body.paidOn : subject,
      madeAt,
      pdfSha256: pdf?.sha256 ?? null,
    })),
    ledger: ledger.map((entry) => ({
      kind: entry.kind,
      month: monthOf(entry.billingMonth),
      forMonth: entry.forMonth && monthOf(entry.forMonth),
      isPenalty: entry.isPenalty,
      amountKopecks: entry.amountKopecks,
      valueDate: entry.valueDate,
      channel: entry.channel,
      cause: entry.cause,
      enteredAt: entry.enteredAt,
    })),
  };
}

/** Papers of the person's own time that have been made: what each says stands in its month. */
async function ownBills(deps: MetersDeps, actor: Resident, known: PersonalAccount) {
  const { personalAccountId, holderSince } = known;
  const [months, made] = await Promise.all([
    listAccountMonths(deps, actor, { personalAccountId }),
    listBills(deps, { personalAccountId }),
  ]);
  return months
    .filter((month) => hasBill(month, holderSince))
    .flatMap(({ month, closeId }) => {
      const bill = made.get(closeId ?? 0);
      if (!bill) return [];
      const { number, version, madeAt, pdf } = bill;
      return [{ number, month: monthOf(month), version, madeAt, pdfSha256: pdf?.sha256 ?? null }];
    });
}

/** Month by month, as the API explains each. */
async function explainedMonths(deps: MetersDeps, actor: Resident, known: PersonalAccount) {
  const { personalAccountId } = known;
  const { vat } = deps.supplier.billing;
  const months = [];
  for (const { month } of await listAccountMonths(deps, actor, { personalAccountId })) {
    const one = await getAccountMonth(deps, actor, { personalAccountId, month });
    if (one) months.push(explainedMonthResource(one, vat));
  }
  return months;
}

async function wholeHistory(deps: MetersDeps, actor: Resident, known: PersonalAccount) {
  const all: ReadingEntry[] = [];
  for (let cursor: string | undefined; ; ) {
    const { personalAccountId } = known;
    const query = { personalAccountId, cursor, limit: FULL_PAGE };
    const page = await listReadings(deps, actor, query);
    if (!page.ok) throw new Error(`own data: ${page.code}`);
    all.push(...page.readings);
    if (page.nextCursor === null) return all;
    cursor = page.nextCursor;
  }
}
