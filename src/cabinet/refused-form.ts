import type { FastifyReply } from 'fastify';
import { BUSY_RETRY_SECONDS } from '#src/db/locking-transaction.ts';

/** The status of a page that shows a refused form again; who met a lock is told when to repeat. */
export function statusOfFailure(
  reply: FastifyReply,
  { code }: { code: string },
  otherwise: 409 | 422 = 422,
): number {
  if (code === 'changed_meanwhile') return 409;
  if (code !== 'busy') return otherwise;
  reply.header('retry-after', String(BUSY_RETRY_SECONDS));
  return 503;
}
