import type { StaffMember } from '#src/actor.ts';
import type { Deed } from '#src/audit/record-entry.ts';
import type { Tx } from '#src/db/database.ts';
import { type KeyReused, withIdempotency } from '#src/db/idempotency.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { Proposal } from './approval-kinds.ts';
import { type ApprovalsDeps, type ProposeResult, proposeChange } from './approvals.ts';

type Kept = { ok: true } | { ok: false; code: string };

export type Keeping<T extends Kept> = {
  /** What a second person is asked for where closed months change. */
  proposal: Proposal;
  deed: Deed;
  /** Of the form: a double click does nothing twice. */
  key: string | null;
  keep: (tx: Tx) => Promise<T>;
};

export type KeepResult<T> =
  | { ok: true; isProposed: boolean }
  | Exclude<T, { ok: true }>
  | Exclude<ProposeResult, { ok: true }>
  | KeyReused;

/** Does it at once; or, when it would change what is closed, asks for a second person. */
export async function keepOrPropose<T extends Kept>(
  deps: ApprovalsDeps,
  actor: StaffMember,
  { proposal, deed, key, keep }: Keeping<T>,
): Promise<KeepResult<T>> {
  const { kind, payload: request } = proposal;
  const userId = actor.staffMemberId;
  const now = deps.clock.now();
  const idempotent = { userId, operation: `staff_${kind}`, key, request, now };
  const kept = await inTransaction(deps.db, (tx) =>
    withIdempotency<T>(tx, idempotent, () => keep(tx)),
  );
  if (kept.ok) return { ok: true, isProposed: false };
  if (kept.code !== 'needs_approval') return kept as Exclude<T, { ok: true }> | KeyReused;
  const proposed = await proposeChange(deps, actor, { proposal, deed });
  return proposed.ok ? { ok: true, isProposed: true } : proposed;
}
