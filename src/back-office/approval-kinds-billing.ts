import { z } from 'zod';
import { recordedKinds } from '#src/billing/account-event.ts';
import { correctLedger } from '#src/billing/correct-ledger.ts';
import { correctionParts } from '#src/billing/correction-rules.ts';
import { type NewRate, readSubject } from '#src/billing/rate-rules.ts';
import { cancelEvent, recordEvent } from '#src/billing/record-event.ts';
import { cancelPrivilege, recordPrivilege } from '#src/billing/record-privilege.ts';
import { recordRate } from '#src/billing/record-rate.ts';
import { reopenByStaff } from '#src/billing/reopen-by-staff.ts';
import { dateInZone, isPlainDate } from '#src/plain-date.ts';
import { type Execution, kindOf } from './approval-kind.ts';

const id = z.int().positive();
const date = z.string().refine(isPlainDate);
const decimal = z.string().regex(/^\d{1,9}(\.\d{1,6})?$/);

const accountEvent = z.strictObject({
  personalAccountId: id,
  kind: z.enum(recordedKinds),
  meterId: id.nullable(),
  startsOn: date,
  endsOn: date.nullable(),
  value: decimal.nullable(),
  document: z.string(),
});
const privilege = z.strictObject({
  personalAccountId: id,
  validFrom: date,
  validTo: date.nullable(),
  share: decimal,
  category: z.string(),
});
const correction = z.strictObject({
  personalAccountId: id,
  part: z.enum(correctionParts),
  amountKopecks: z.int(),
  forMonth: date,
  key: z.uuid(),
});
const rate = z.strictObject({
  subject: z.string().refine((text) => readSubject(text) !== null),
  validFrom: date,
  value: decimal,
  source: z.string(),
});

/** What was agreed to, with the day on which it is done. */
const onThisDay = ({ deed, now, supplier }: Execution) => ({
  deed,
  now,
  today: dateInZone(now, supplier.timeZone),
  isApproved: true,
});

/** Money of closed months moves, or a number that all months to come are charged with. */
export const billingApprovalKinds = {
  account_event: kindOf({
    proposing: 'record_events',
    payload: accountEvent,
    personalAccountId: (payload) => payload.personalAccountId,
    execute(tx, actor, { personalAccountId: ofAccount, ...event }, execution) {
      const record = { personalAccountId: ofAccount, event, ...onThisDay(execution) };
      return recordEvent(tx, actor, record);
    },
  }),
  cancel_account_event: kindOf({
    proposing: 'record_events',
    payload: z.strictObject({ personalAccountId: id, eventId: id }),
    personalAccountId: (payload) => payload.personalAccountId,
    execute: (tx, actor, payload, execution) =>
      cancelEvent(tx, actor, { ...payload, ...onThisDay(execution) }),
  }),
  privilege: kindOf({
    proposing: 'record_events',
    payload: privilege,
    personalAccountId: (payload) => payload.personalAccountId,
    execute(tx, actor, { personalAccountId: ofAccount, ...given }, execution) {
      const record = { personalAccountId: ofAccount, privilege: given, ...onThisDay(execution) };
      return recordPrivilege(tx, actor, record);
    },
  }),
  cancel_privilege: kindOf({
    proposing: 'record_events',
    payload: z.strictObject({ personalAccountId: id, privilegeId: id }),
    personalAccountId: (payload) => payload.personalAccountId,
    execute: (tx, actor, payload, execution) =>
      cancelPrivilege(tx, actor, { ...payload, ...onThisDay(execution) }),
  }),
  correction: kindOf({
    proposing: 'correct_ledger',
    payload: correction,
    personalAccountId: (payload) => payload.personalAccountId,
    execute(tx, actor, { personalAccountId, key, ...sum }, execution) {
      const { deed, now, today } = onThisDay(execution);
      return correctLedger(tx, actor, {
        personalAccountId,
        correction: sum,
        key,
        deed,
        now,
        today,
      });
    },
  }),
  reopen_month: kindOf({
    proposing: 'close_months',
    payload: z.strictObject({ month: date }),
    personalAccountId: () => null,
    execute: (tx, actor, { month }, { deed, now }) =>
      reopenByStaff(tx, actor, { month, deed, now }),
  }),
  rate: kindOf({
    proposing: 'change_rates',
    payload: rate,
    personalAccountId: () => null,
    execute: (tx, actor, payload, { deed, now }) =>
      recordRate(tx, actor, { rate: rateOf(payload), deed, now }),
  }),
};

export type RatePayload = z.infer<typeof rate>;

/** @throws Error for a subject that no schema lets through. */
export function rateOf({ subject, ...numbers }: RatePayload): NewRate {
  const found = readSubject(subject);
  if (!found) throw new Error(`no rate is called ${subject}`);
  return { ...numbers, ...found };
}
