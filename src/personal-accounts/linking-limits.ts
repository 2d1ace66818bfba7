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

/** Five tries, then an hour's rest: by person, and more widely by the account that is tried. */
const byUser: Limit = { name: 'linking_user', points: 5, perSeconds: 3600 };
const byAccount: Limit = { name: 'linking_number', points: 20, perSeconds: 3600 };
/** Each is read by a person. */
const requests: Limit = { name: 'linking_request', points: 10, perSeconds: 86_400 };

export type LinkingLimits = {
  countTry(actor: Resident, typed: string): Promise<LimitOutcome>;
  /** Of whoever proved the account: nothing of it was a guess. */
  giveTryBack(actor: Resident, typed: string): Promise<void>;
  countRequest(actor: Resident): Promise<LimitOutcome>;
};

export function createLinkingLimits(deps: AppDeps): LinkingLimits {
  const limits = createRateLimits(deps.pool, deps.secret);
  return {
    async countTry({ userId }, typed) {
      const keys = await accountKeys(deps, typed);
      const wide = await consumeAll(limits, keys);
      // The account's first: what strangers have tried does not spend the person's own tries.
      const counted = wide.ok ? await limits.consume(byUser, String(userId)) : wide;
      if (wide.ok && !counted.ok) await giveAllBack(limits, keys);
      return counted;
    },
    async giveTryBack({ userId }, typed) {
      await limits.giveBack(byUser, String(userId));
      await giveAllBack(limits, await accountKeys(deps, typed));
    },
    countRequest: ({ userId }) => limits.consume(requests, String(userId)),
  };
}

/** One account is one subject, whether by its number, an old number, or the unified one. */
async function accountKeys({ db, supplier }: AppDeps, typed: string): Promise<string[]> {
  const read = readAccountNumber(typed, supplier);
  if (read.kind === 'invalid') return [`?${typed}`];
  const found = await findNumberedAccounts(db, read);
  return found.length > 0 ? found.map(String) : [`?${read.text}`];
}

async function consumeAll(limits: RateLimits, keys: readonly string[]): Promise<LimitOutcome> {
  for (const [index, key] of keys.entries()) {
    const outcome = await limits.consume(byAccount, key);
    if (outcome.ok) continue;
    await giveAllBack(limits, keys.slice(0, index));
    return outcome;
  }
  return { ok: true };
}

async function giveAllBack(limits: RateLimits, keys: readonly string[]): Promise<void> {
  for (const key of keys) await limits.giveBack(byAccount, key);
}
