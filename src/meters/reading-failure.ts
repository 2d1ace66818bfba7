import type { Busy } from '#src/db/locking-transaction.ts';
import type { PlainDate, PlainMonth } from '#src/plain-date.ts';
import type { Neighbour, ReadingPreview } from './reading-types.ts';
import type { ValueFailure } from './reading-value.ts';

/** What a resident may say of a reading below the previous one. */
export type BelowReason = 'typo' | 'rollover' | 'meter_replaced' | 'correction';

export type DateFailure =
  | { ok: false; code: 'date_invalid' }
  | { ok: false; code: 'date_in_future'; today: PlainDate }
  | { ok: false; code: 'date_too_old' };

/** Refused by the rules of a meter's readings. */
export type RuleFailure =
  | ValueFailure
  | DateFailure
  | { ok: false; code: 'date_before_meter'; commissionedOn: PlainDate }
  | { ok: false; code: 'date_before_previous'; previous: Neighbour }
  | { ok: false; code: 'date_after_next'; next: Neighbour }
  | { ok: false; code: 'below_previous'; previous: Neighbour; reasons: BelowReason[] }
  | {
      ok: false;
      code: 'rollover_impossible';
      previous: Neighbour;
      volumeM3: string;
      maximumM3: string;
    }
  | { ok: false; code: 'conflicts_with_next'; next: Neighbour };

/** Refused before the rules are asked: whose, which, when. */
export type AccessFailure =
  | { ok: false; code: 'not_found' }
  | { ok: false; code: 'access_ended'; visibleUntil: PlainDate }
  | { ok: false; code: 'personal_account_closed'; closedOn: PlainDate }
  | { ok: false; code: 'no_meter' }
  | { ok: false; code: 'meter_required'; serialNumbers: string[] }
  | { ok: false; code: 'meter_not_found' }
  | { ok: false; code: 'meter_removed'; serialNumber: string; removedOn: PlainDate };

/** Refused because of what has happened to a reading already sent. */
export type ChangeFailure =
  | { ok: false; code: 'reading_not_found' }
  | { ok: false; code: 'reading_not_yours' }
  | { ok: false; code: 'billing_month_closed'; billingMonth: PlainMonth }
  | { ok: false; code: 'changed_meanwhile' };

export type ReadingFailure = RuleFailure | AccessFailure | ChangeFailure | Busy;
export type ReadingFailureCode = ReadingFailure['code'] | SubmitFailure['code'];

/** The question that was not answered yet, and the key that was used for something else. */
export type SubmitFailure =
  | { ok: false; code: 'improbable'; preview: ReadingPreview }
  | { ok: false; code: 'idempotency_key_reused' };

/** A message that staff could not read to its end, or one more than a case has room for. */
export type CaseFailure =
  | { ok: false; code: 'comment_too_long'; most: number }
  | { ok: false; code: 'case_full' };
