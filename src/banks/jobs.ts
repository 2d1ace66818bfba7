import { z } from 'zod';
import type { Tasks } from '#src/jobs/task.ts';
import { isPlainDate } from '#src/plain-date.ts';
import { POST_REGISTRY, RECONCILE_DAY, STORNO_REGISTRY } from './decide-registry.ts';
import { postRegistry } from './post-registry.ts';
import { reconcileBanks } from './reconcile.ts';
import { takeRegistryBack } from './storno-registry.ts';
import type { BankDeps } from './take-payment.ts';

const payloadSchema = z.object({ registryId: z.int().positive() });

const daySchema = z.object({ day: z.string().refine(isPlainDate) });

/** What the worker does once two people have agreed; stopped, it goes on where it was. */
export const bankTasks = (deps: BankDeps): Tasks => ({
  [POST_REGISTRY]: (payload, { signal }) =>
    postRegistry(deps, payloadSchema.parse(payload).registryId, signal),
  [STORNO_REGISTRY]: (payload, { signal }) =>
    takeRegistryBack(deps, payloadSchema.parse(payload).registryId, signal),
  async [RECONCILE_DAY](payload) {
    await reconcileBanks(deps, daySchema.parse(payload).day);
  },
});
