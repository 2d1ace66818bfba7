import { z } from 'zod';
import { enterReadingIn } from '#src/meters/enter-reading.ts';
import { endAccess } from '#src/personal-accounts/end-access.ts';
import { findPersonalAccountById } from '#src/personal-accounts/personal-accounts-store.ts';
import { isPlainDate } from '#src/plain-date.ts';
import { type ApprovalKind, kindOf } from './approval-kind.ts';
import { bankApprovalKinds } from './approval-kinds-banks.ts';
import { billingApprovalKinds } from './approval-kinds-billing.ts';
import { paymentApprovalKinds } from './approval-kinds-payments.ts';

const id = z.int().positive();

const controlReading = z.strictObject({
  personalAccountId: id,
  meterId: id,
  value: z.string().regex(/^\d{1,9}(\.\d{1,3})?$/),
  takenOn: z.string().refine(isPlainDate),
  correctsReadingId: id.nullable(),
});

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
  /** It gives back more than was ever charged by the meter. */
  control_reading: kindOf({
    payload: controlReading,
    personalAccountId: ({ personalAccountId }) => personalAccountId,
    proposing: 'enter_readings',
    async execute(tx, actor, { personalAccountId, ...reading }, { deed, now, supplier }) {
      const { number } = await findPersonalAccountById(tx, actor, personalAccountId);
      const { correctsReadingId, ...told } = reading;
      const corrects = correctsReadingId === null ? {} : { correctsReadingId };
      const entering = { ...told, ...corrects, number, source: 'inspector' as const };
      return enterReadingIn(tx, actor, { ...entering, deed, now, supplier });
    },
  }),
  ...billingApprovalKinds,
  ...paymentApprovalKinds,
  ...bankApprovalKinds,
};

export type ApprovalKindName = keyof typeof approvalKinds;

export type PayloadOf<K extends ApprovalKindName> = z.infer<(typeof approvalKinds)[K]['payload']>;
export type Proposal = {
  [K in ApprovalKindName]: { kind: K; payload: PayloadOf<K> };
}[ApprovalKindName];

/** One of them, its payload known by its own schema alone. */
export const approvalKind = (name: ApprovalKindName): ApprovalKind<object> => approvalKinds[name];

export const isApprovalKind = (name: string): name is ApprovalKindName =>
  Object.hasOwn(approvalKinds, name);
