import type { z } from 'zod';
import type { StaffMember } from '#src/actor.ts';
import type { Deed } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import type { Permission } from '#src/staff/permissions.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';

/** Whose approval it is, and the words of the one who proposed it. */
export type Execution = { deed: Deed; now: Date; supplier: SupplierProfile };

export type ApprovalKind<P> = {
  /** Ids, codes and numbers: all that the deed needs. Flat: the database keeps no order of keys. */
  payload: z.ZodType<P>;
  personalAccountId(payload: P): number | null;
  /** What the proposer must still be allowed as it is done. */
  proposing: Permission;
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

export const kindOf = <P>(one: ApprovalKind<P>): ApprovalKind<P> => one;
