import type { FastifyRequest } from 'fastify';
import { limitedAddress } from '#src/http/limited-address.ts';
import { enforce, type RateLimits } from '#src/http/rate-limits.ts';
import { RefusedRequest } from '#src/http/refused-request.ts';

/** Of codes that are nobody's: a person mistypes a few times, a program thousands. */
const wrongCodes = { name: 'verify_bill', points: 20, perSeconds: 3_600 };

/**
 * Before a code is looked at: who has guessed too often learns nothing more, right or wrong.
 * @throws RefusedRequest 429
 */
export async function refuseGuessers(limits: RateLimits, request: FastifyRequest): Promise<void> {
  const allowed = await limits.peek(wrongCodes, limitedAddress(request));
  if (!allowed.ok) throw new RefusedRequest(429, 'too_many_requests', allowed.retryAfterSeconds);
}

export const noteWrongCode = (limits: RateLimits, request: FastifyRequest): Promise<void> =>
  enforce(limits, wrongCodes, limitedAddress(request));
