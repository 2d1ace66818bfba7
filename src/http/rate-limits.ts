import { createHmac } from 'node:crypto';
import type pg from 'pg';
import { RateLimiterPostgres, RateLimiterRes } from 'rate-limiter-flexible';
import { systemClock } from '#src/clock.ts';
import { limitTries, rateLimited } from './metrics.ts';
import { RefusedRequest } from './refused-request.ts';

export type Limit = { name: string; points: number; perSeconds: number };

export type LimitOutcome =
  /** `remaining`: how many more tries a `consume` leaves. */
  { ok: true; remaining?: number } | { ok: false; retryAfterSeconds: number };

export type RateLimits = {
  /** Counts one try against `limit` for `subject` (an address, a login; kept as a keyed hash). */
  consume(limit: Limit, subject: string): Promise<LimitOutcome>;
  /** Counts one more, and refuses nothing: how many there are within the limit's time. */
  count(limit: Limit, subject: string): Promise<number>;
  /** Whether the next try would be refused, without counting one. */
  peek(limit: Limit, subject: string): Promise<LimitOutcome>;
  /** Takes one counted try back. */
  giveBack(limit: Limit, subject: string): Promise<void>;
  forget(limit: Limit, subject: string): Promise<void>;
};

/** Limits live in the database, so that several web processes share them. */
export function createRateLimits(pool: pg.Pool, secret: string): RateLimits {
  const limiters = new Map<string, RateLimiterPostgres>();
  const limiterOf = (limit: Limit): RateLimiterPostgres => {
    let limiter = limiters.get(limit.name);
    if (!limiter) {
      limiter = new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        tableName: 'rate_limits',
        tableCreated: true,
        keyPrefix: limit.name,
        points: limit.points,
        duration: limit.perSeconds,
        clearExpiredByTimeout: false,
      });
      limiters.set(limit.name, limiter);
      // Known from its first use, not from its first refusal.
      rateLimited.inc({ limit: limit.name }, 0);
      limitTries.inc({ limit: limit.name }, 0);
    }
    return limiter;
  };
  const keyOf = (subject: string) =>
    createHmac('sha256', secret).update(`limit:${subject}`).digest('base64url').slice(0, 32);
  const refuse = (limit: Limit, result: RateLimiterRes): LimitOutcome => {
    rateLimited.inc({ limit: limit.name });
    return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil(result.msBeforeNext / 1000)) };
  };

  return {
    async consume(limit, subject) {
      try {
        const limiter = limiterOf(limit);
        limitTries.inc({ limit: limit.name });
        const { remainingPoints } = await limiter.consume(keyOf(subject));
        return { ok: true, remaining: remainingPoints };
      } catch (result) {
        if (result instanceof RateLimiterRes) return refuse(limit, result);
        throw result;
      }
    },
    async count(limit, subject) {
      return (await limiterOf(limit).penalty(keyOf(subject))).consumedPoints;
    },
    async peek(limit, subject) {
      const result = await limiterOf(limit).get(keyOf(subject));
      if (!result || result.consumedPoints < limit.points) return { ok: true };
      return refuse(limit, result);
    },
    async giveBack(limit, subject) {
      // The limiter's own reward() goes below zero when the time is over meanwhile: free tries.
      await pool.query(
        `update rate_limits set points = points - 1
         where key = $1 and points > 0 and (expire is null or expire > $2)`,
        [limiterOf(limit).getKey(keyOf(subject)), systemClock.now().getTime()],
      );
    },
    async forget(limit, subject) {
      await limiterOf(limit).delete(keyOf(subject));
    },
  };
}

/** @throws RefusedRequest 429 with the time to wait. */
export async function enforce(limits: RateLimits, limit: Limit, subject: string): Promise<void> {
  const outcome = await limits.consume(limit, subject);
  if (!outcome.ok) throw new RefusedRequest(429, 'too_many_requests', outcome.retryAfterSeconds);
}
