import type { Resident } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { queueLetter } from '#src/mail/letters.ts';
import { dateInZone } from '#src/plain-date.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import type { Gateways } from '../gateways.ts';
import type { RuleLetterData } from './autopay.letters.ts';
import {
  type AutopayWhen,
  type CapFailure,
  firstDueOn,
  judgeCap,
  LAST_DAY,
} from './autopay-rule.ts';
import { endRules } from './rule-ends-store.ts';
import { addRule, findBilledMonth, findOwnRule, holdLink } from './rules-store.ts';
import { holdSavedMethod } from './saved-methods-store.ts';

export type AutopayWish = { savedMethodId: number; when: AutopayWhen; capKopecks: number };

export type AutopayFailure =
  | { ok: false; code: 'method_not_saved' }
  | { ok: false; code: 'day_impossible' }
  | CapFailure
  | { ok: false; code: 'account_not_open' };

export type TurnOnDeps = {
  db: Database;
  clock: Clock;
  supplier: SupplierProfile;
  gateways: Gateways;
};

type Asked = {
  personalAccountId: number;
  /** Of the account; null: it is open. */
  closedOn: string | null;
  requestId: string;
};

/**
 * From now on the account is paid by what its owner let us keep. Another wish than the one that is on ends
 * it with what it has announced; the same wish again changes nothing.
 */
export async function turnOnAutopay(
  deps: TurnOnDeps,
  actor: Resident,
  { personalAccountId, closedOn, requestId }: Asked,
  wish: AutopayWish,
): Promise<{ ok: true } | AutopayFailure> {
  const now = deps.clock.now();
  const today = dateInZone(now, deps.supplier.timeZone);
  return inTransaction(deps.db, async (tx) => {
    const place = { personalAccountId };
    const linkId = await holdLink(tx, actor, place);
    if (linkId === null || closedOn !== null) return { ok: false, code: 'account_not_open' };
    const method = await holdSavedMethod(tx, actor, wish.savedMethodId);
    const gateway = method && deps.gateways.byName(method.gateway);
    if (!method || !gateway) return { ok: false, code: 'method_not_saved' };
    const failure = judge(wish, gateway.limits.mostKopecks);
    if (failure) return failure;
    const known = await findOwnRule(tx, actor, place);
    if (known && isSame(known, wish)) return { ok: true };
    const { userId } = actor;
    await endRules(tx, actor, { userId, personalAccountId }, { reason: 'changed', now });
    const { when, capKopecks, savedMethodId } = wish;
    const day = when.on === 'day' ? when.day : null;
    const nextDueOn = day === null ? null : firstDueOn(day, today);
    const billedMonth = day === null ? await findBilledMonth(tx, actor, place) : null;
    const rule = { ...place, linkId, savedMethodId, day, capKopecks, nextDueOn, billedMonth, now };
    const data: RuleLetterData = { ...place, ruleId: await addRule(tx, actor, rule) };
    const to = await emailOf(tx, userId);
    await queueLetter(tx, { kind: 'autopay_on', to, userId, data }, now);
    await recordEntry(tx, actor, {
      action: 'turn_on_autopay',
      userId,
      personalAccountId,
      requestId,
      now,
    });
    return { ok: true };
  });
}

function judge({ when, capKopecks }: AutopayWish, mostKopecks: number): AutopayFailure | null {
  const isDay = when.on === 'day';
  if (isDay && !(Number.isInteger(when.day) && when.day >= 1 && when.day <= LAST_DAY)) {
    return { ok: false, code: 'day_impossible' };
  }
  return judgeCap(capKopecks, mostKopecks);
}

const isSame = (known: AutopayWish, wish: AutopayWish): boolean =>
  known.savedMethodId === wish.savedMethodId &&
  known.capKopecks === wish.capKopecks &&
  JSON.stringify(known.when) === JSON.stringify(wish.when);

async function emailOf(db: Pick<Database, 'selectFrom'>, userId: number): Promise<string> {
  const row = await db
    .selectFrom('users')
    .select('email')
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return row.email;
}
