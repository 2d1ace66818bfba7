import type { Resident } from '#src/actor.ts';
import type { AppDeps } from '#src/http/deps.ts';
import {
  createRateLimits,
  type Limit,
  type LimitOutcome,
  type RateLimits,
} from '#src/http/rate-limits.ts';
import { readAccountNumber } from '#src/supplier/account-number.ts';
import { findNumberedAccounts } from './linking-facts.ts';

const HOUR = 3600;
const DAY = 24 * HOUR;
const MONTH = 30 * DAY;

/** Five tries, then an hour's rest; who goes on guessing rests a day, then longer. */
const byUser: readonly Limit[] = [
  { name: 'linking_user', points: 5, perSeconds: HOUR },
  { name: 'linking_user_day', points: 15, perSeconds: DAY },
  { name: 'linking_user_month', points: 40, perSeconds: MONTH },
];
/** Of a network place, where whole houses may live. */
const byPlace: readonly Limit[] = [
  { name: 'linking_place', points: 60, perSeconds: HOUR },
  { name: 'linking_place_day', points: 150, perSeconds: DAY },
  { name: 'linking_place_month', points: 600, perSeconds: MONTH },
];
/** Wrong tries at one account: past these it asks for two proofs, and is closed to nobody. */
const byAccount: readonly Limit[] = [
  { name: 'linking_account_day', points: 20, perSeconds: DAY },
  { name: 'linking_account_month', points: 60, perSeconds: MONTH },
];
/** Wrong tries a day after which the household is told, once a day. */
const TOLD_AFTER = 10;
const told: Limit = { name: 'linking_told', points: 1, perSeconds: DAY };
/** Each is read by a person. */
const requests: Limit = { name: 'linking_request', points: 10, perSeconds: DAY };

export type LinkingTry = { actor: Resident; typed: string; address: string };

export type CountedTry =
  | {
      ok: true;
      remaining: number;
      /** So many have guessed at this account that one proof is not enough. */
      isStrict: boolean;
      isManyToday: boolean;
    }
  | { ok: false; retryAfterSeconds: number };

export type LinkingLimits = {
  countTry(made: LinkingTry): Promise<CountedTry>;
  /** Of whoever proved the account: nothing of it was a guess. */
  giveTryBack(made: LinkingTry): Promise<void>;
  /** Whether the household is to be told now of the day's guesses. */
  mayTell(personalAccountId: number): Promise<boolean>;
  countRequest(actor: Resident): Promise<LimitOutcome>;
};

export function createLinkingLimits(deps: AppDeps): LinkingLimits {
  const limits = createRateLimits(deps.pool, deps.secret);
  return {
    async countTry(made) {
      const counted = await consumeAll(limits, ownLimits(made));
      if (!counted.ok) return counted;
      const keys = await accountKeys(deps, made.typed);
      let [isStrict, isManyToday] = [false, false];
      for (const key of keys) {
        for (const limit of byAccount) {
          const tries = await limits.count(limit, key);
          if (tries > limit.points) isStrict = true;
          if (limit.perSeconds === DAY && tries >= TOLD_AFTER) isManyToday = true;
        }
      }
      return { ok: true, remaining: counted.remaining, isStrict, isManyToday };
    },
    async giveTryBack(made) {
      for (const [limit, subject] of ownLimits(made)) await limits.giveBack(limit, subject);
      for (const key of await accountKeys(deps, made.typed)) {
        for (const limit of byAccount) await limits.giveBack(limit, key);
      }
    },
    mayTell: async (personalAccountId) =>
      (await limits.consume(told, String(personalAccountId))).ok,
    countRequest: ({ userId }) => limits.consume(requests, String(userId)),
  };
}

const ownLimits = ({ actor, address }: LinkingTry): [Limit, string][] => [
  ...byUser.map((limit): [Limit, string] => [limit, String(actor.userId)]),
  ...byPlace.map((limit): [Limit, string] => [limit, address]),
];

/** One account is one subject, whether by its number, an old number, or the unified one. */
async function accountKeys({ db, supplier }: AppDeps, typed: string): Promise<string[]> {
  const read = readAccountNumber(typed, supplier);
  if (read.kind === 'invalid') return [`?${typed}`];
  const found = await findNumberedAccounts(db, read);
  return found.length > 0 ? found.map(String) : [`?${read.text}`];
}

/** All of them or none; `remaining` is of the person's own. */
async function consumeAll(
  limits: RateLimits,
  wanted: readonly [Limit, string][],
): Promise<{ ok: true; remaining: number } | { ok: false; retryAfterSeconds: number }> {
  let remaining = Number.POSITIVE_INFINITY;
  for (const [index, [limit, subject]] of wanted.entries()) {
    const outcome = await limits.consume(limit, subject);
    if (!outcome.ok) {
      for (const [done, whose] of wanted.slice(0, index)) await limits.giveBack(done, whose);
      return outcome;
    }
    if (byUser.includes(limit)) remaining = Math.min(remaining, outcome.remaining ?? 0);
  }
  return { ok: true, remaining };
}
