import { z } from 'zod';
import { approveRegistry, stornoRegistry } from '#src/banks/decide-registry.ts';
import { kindOf } from './approval-kind.ts';

/** The file as it was looked at: the second person agrees to this one and no other. */
const registry = z.strictObject({
  registryId: z.int().positive(),
  fileSha256: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Money of hundreds of accounts at once: there and back. */
export const bankApprovalKinds = {
  post_registry: kindOf({
    proposing: 'decide_bank_money',
    payload: registry,
    personalAccountId: () => null,
    execute: (tx, actor, payload, { deed, now }) =>
      approveRegistry(tx, actor, { ...payload, deed, now }),
  }),
  storno_registry: kindOf({
    proposing: 'decide_bank_money',
    payload: registry,
    personalAccountId: () => null,
    execute: (tx, actor, payload, { deed, now }) =>
      stornoRegistry(tx, actor, { ...payload, deed, now }),
  }),
};
