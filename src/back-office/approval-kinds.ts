import { z } from 'zod';
import { endAccess } from '#src/personal-accounts/end-access.ts';
import { type ApprovalKind, kindOf } from './approval-kind.ts';
import { bankApprovalKinds } from './approval-kinds-banks.ts';
import { billingApprovalKinds } from './approval-kinds-billing.ts';

const id = z.int().positive();

/**
 * What takes two people. A room that has such an operation adds it here: its payload, and the
 * operation to run once a second person has agreed.
 */
export const approvalKinds = {
  end_access: kindOf({
    payload: z.strictObject({ personalAccountId: id, userId: id }),
    personalAccountId: ({ personalAccountId }) => personalAccountId,
    proposing: 'propose_changes',
    async execute(tx, actor, payload, { deed, now }) {
      const isEnded = await endAccess(tx, actor, { ...payload, deed, now });
      return isEnded ? { ok: true } : { ok: false, code: 'no_access' };
    },
  }),
  ...billingApprovalKinds,
  ...bankApprovalKinds,
};

export type ApprovalKindName = keyof typeof approvalKinds;

type PayloadOf<K extends ApprovalKindName> = z.infer<(typeof approvalKinds)[K]['payload']>;
export type Proposal = {
  [K in ApprovalKindName]: { kind: K; payload: PayloadOf<K> };
}[ApprovalKindName];

/** One of them, its payload known by its own schema alone. */
export const approvalKind = (name: ApprovalKindName): ApprovalKind<object> => approvalKinds[name];

export const isApprovalKind = (name: string): name is ApprovalKindName =>
  Object.hasOwn(approvalKinds, name);
