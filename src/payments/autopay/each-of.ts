import type { FastifyBaseLogger } from 'fastify';
import { errorForLog } from '#src/jobs/error-for-log.ts';

/** One after another; one that fails is told of and holds up no other. It is tried in the next turn. */
export async function eachOf<T extends { ruleId: number }>(
  { log }: { log: FastifyBaseLogger },
  list: readonly T[],
  work: (one: T) => Promise<unknown>,
): Promise<void> {
  for (const one of list) {
    try {
      await work(one);
    } catch (error) {
      const { ruleId } = one;
      log.error({ err: errorForLog(error), ruleId }, 'a rule of autopay could not be looked after');
    }
  }
}
