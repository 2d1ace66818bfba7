import { z } from 'zod';
import type { StaffMember } from '#src/actor.ts';
import type { Deed } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { endAccess } from '#src/personal-accounts/end-access.ts';

/** Whose approval it is, and the words of the one who proposed it. */
export type Execution = { deed: Deed; now: Date };

export type ApprovalKind<P> = {
  /** Ids and codes: all that the deed needs. */
  payload: z.ZodType<P>;
  personalAccountId(payload: P): number | null;
  /**
   * The deed itself, in the transaction of the approval. A refusal leaves the proposal as it was.
   */
  execute(
    tx: Tx,
    actor: StaffMember,
    payload: P,
    execution: Execution,
  ): Promise<{ ok: true } | { ok: false; code: string }>;
};

const kind = <P>(one: ApprovalKind<P>): ApprovalKind<P> => one;

const id = z.int().positive();

/**
 * What takes two people. A room that has such an operation adds it here: its payload, and the
 * operation to run once a second person has agreed.
 */
export const approvalKinds = {
  end_access: kind({
    payload: z.strictObject({ personalAccountId: id, userId: id }),
    personalAccountId: ({ personalAccountId }) => personalAccountId,
    async execute(tx, actor, payload, execution) {
      const isEnded = await endAccess(tx, actor, { ...payload, ...execution });
      return isEnded ? { ok: true } : { ok: false, code: 'no_access' };
    },
  }),
};

export type ApprovalKindName = keyof typeof approvalKinds;

type PayloadOf<K extends ApprovalKindName> = z.infer<(typeof approvalKinds)[K]['payload']>;
export type Proposal = {
  [K in ApprovalKindName]: { kind: K; payload: PayloadOf<K> };
}[ApprovalKindName];

export const isApprovalKind = (name: string): name is ApprovalKindName => name in approvalKinds;
