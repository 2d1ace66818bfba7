import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { h } from 'preact';
import type { StaffMember } from '#src/actor.ts';
import { listEntries } from '#src/audit/list-entries.ts';
import { recordEntries, recordEntry } from '#src/audit/record-entry.ts';
import { findEvents } from '#src/billing/account-events-store.ts';
import { getBalance } from '#src/billing/get-balance.ts';
import { listAccountMonths } from '#src/billing/list-account-months.ts';
import { listDebts } from '#src/billing/list-debts.ts';
import type { AppDeps } from '#src/http/deps.ts';
import { notFound } from '#src/http/refused-request.ts';
import { findLettersOf } from '#src/mail/failed-letters.ts';
import { listMeters } from '#src/meters/list-meters.ts';
import { listReadingCases } from '#src/meters/list-reading-cases.ts';
import { listReadings } from '#src/meters/list-readings.ts';
import { findAutopayOfAccount } from '#src/payments/autopay/account-autopay-store.ts';
import { findPaymentHistory } from '#src/payments/history-store.ts';
import { findLinkedUsers } from '#src/personal-accounts/household-store.ts';
import { findRequestsOfNumber } from '#src/personal-accounts/linking-decisions-store.ts';
import {
  findPersonalAccount,
  type PersonalAccount,
} from '#src/personal-accounts/personal-accounts-store.ts';
import { dateInZone } from '#src/plain-date.ts';
import { routes } from '#src/routes.ts';
import { may } from '#src/staff/permissions.ts';
import { requireStaff, staffOf } from '#src/staff/staff-session-hook.ts';
import { AccountPage, type AccountProps } from './account.page.tsx';
import type { AccountMoney } from './account-money.page.tsx';
import { deskContext, recordOf } from './desk.ts';
import type { RefusedEntry } from './entry-form.page.tsx';

/** Half a year of monthly readings at a glance. */
const READINGS_SHOWN = 8;
const MONTHS_SHOWN = 12;
const PAYMENTS_SHOWN = 6;

export function registerAccount(app: FastifyInstance, deps: AppDeps): void {
  const guarded = { preHandler: requireStaff('see_accounts') };

  app.get(routes.staffAccount, guarded, async (request, reply) => {
    const personalAccount = await openForStaff(request, deps, 'look_at_account');
    return showAccount({ request, reply, deps, personalAccount });
  });

  // Each opening is a look of its own, and the residents see it.
  app.get(
    routes.staffAccountContacts,
    { preHandler: requireStaff('see_contacts') },
    async (request, reply) => {
      const personalAccount = await openForStaff(request, deps, 'look_at_account');
      const { actor } = staffOf(request);
      const { personalAccountId } = personalAccount;
      const linked = await findLinkedUsers(deps.db, actor, personalAccountId);
      for (const { userId } of linked) {
        const look = { action: 'look_at_contacts', personalAccountId, userId };
        await recordEntry(deps.db, actor, { ...recordOf(request), ...look, now: deps.clock.now() });
      }
      return showAccount({ request, reply, deps, personalAccount, hasContacts: true });
    },
  );
}

/**
 * The account of the address, with the look recorded before anything is shown.
 * @throws RefusedRequest 404
 */
export async function openForStaff(
  request: FastifyRequest,
  deps: AppDeps,
  action: string,
  subject = '',
): Promise<PersonalAccount> {
  const { number } = request.params as { number: string };
  const { actor } = staffOf(request);
  const { db, clock, supplier } = deps;
  const personalAccount = await findPersonalAccount(db, actor, { number, supplier });
  if (!personalAccount) throw notFound();
  const { personalAccountId } = personalAccount;
  const look = { action, personalAccountId, subject, now: clock.now() };
  await recordEntry(db, actor, { ...recordOf(request), ...look });
  return personalAccount;
}

/**
 * Who does not see the account, or sees it as it was, stands on its page as well: former residents,
 * those who ask to be linked. The look at the account is not told to them; this one is.
 */
async function recordOthersShown(
  { request, deps }: Pick<Shown, 'request' | 'deps'>,
  { linked, requests }: Pick<AccountProps, 'linked' | 'requests'>,
): Promise<void> {
  const former = linked.filter(({ visibleUntil }) => visibleUntil !== null);
  const others = new Set([...former, ...requests].map(({ userId }) => userId));
  for (const { userId, visibleUntil } of linked) if (visibleUntil === null) others.delete(userId);
  const now = deps.clock.now();
  const entries = [...others].map((userId) => ({
    ...recordOf(request),
    action: 'look_at_account',
    userId,
    now,
  }));
  await recordEntries(deps.db, staffOf(request).actor, entries);
}

async function findMoney(
  deps: AppDeps,
  actor: StaffMember,
  place: { personalAccountId: number },
): Promise<AccountMoney> {
  const { timeZone } = deps.supplier;
  const [balance, debts, months, events, payments, autopay] = await Promise.all([
    getBalance(deps, actor, place),
    listDebts(deps, actor, place),
    listAccountMonths(deps, actor, { ...place, limit: MONTHS_SHOWN }),
    findEvents(deps.db, actor, place),
    findPaymentHistory(deps.db, actor, { ...place, timeZone, limit: PAYMENTS_SHOWN }),
    findAutopayOfAccount(deps.db, actor, place),
  ]);
  return { balance, debts, months, events, payments, autopay };
}

type Shown = {
  request: FastifyRequest;
  reply: FastifyReply;
  deps: AppDeps;
  personalAccount: PersonalAccount;
  hasContacts?: boolean;
  /** A reading that was refused: its form shows it again with the reason. */
  refused?: RefusedEntry | null;
  status?: number;
};

/** The account's page; also where a refused reading comes back to. */
export async function showAccount(shown: Shown) {
  const { request, reply, deps, personalAccount, hasContacts = false, refused = null } = shown;
  const { actor } = staffOf(request);
  const { personalAccountId, number } = personalAccount;
  const place = { personalAccountId };
  const [meters, history, linked, cases, requests, looks] = await Promise.all([
    listMeters(deps, actor, place),
    listReadings(deps, actor, { ...place, limit: READINGS_SHOWN }),
    findLinkedUsers(deps.db, actor, personalAccountId),
    listReadingCases(deps, actor, place),
    findRequestsOfNumber(deps.db, actor, number),
    listEntries(deps.db, { ...place, limit: 12 }),
  ]);
  const money = await findMoney(deps, actor, place);
  if (!history.ok) throw notFound();
  await recordOthersShown(shown, { linked, requests });
  const userIds = linked.map(({ userId }) => userId);
  const letters = await findLettersOf(deps.db, actor, { userIds, limit: 8 });
  const props: AccountProps = {
    ...(await deskContext(request, deps)),
    personalAccount,
    meters,
    readings: history.readings,
    linked,
    hasContacts,
    cases,
    requests,
    letters,
    looks,
    money,
    staffMemberId: actor.staffMemberId,
    today: dateInZone(deps.clock.now(), deps.supplier.timeZone),
    may: {
      enterReadings: may(actor.role, 'enter_readings'),
      seeContacts: may(actor.role, 'see_contacts'),
      seeRequests: may(actor.role, 'see_requests'),
      proposeChanges: may(actor.role, 'propose_changes'),
      recordEvents: may(actor.role, 'record_events'),
      correctLedger: may(actor.role, 'correct_ledger'),
    },
    refused,
  };
  return reply.page(h(AccountPage, props), shown.status);
}
