import type { ColumnType, Generated } from 'kysely';
import type { PlainDate } from '#src/plain-date.ts';
import type { DecimalOrNull } from './decimal.ts';

export type PersonalAccountsSchema = {
  personal_account_numbers: { number: string; personal_account_id: number };
  personal_accounts: PersonalAccountState & {
    personal_account_id: Generated<number>;
    number: string;
    opening_balance_kopecks: Generated<number>;
    opening_penalty_kopecks: Generated<number>;
    opening_debt_since: PlainDate | null;
    opening_balance_on: PlainDate;
    attributes_since: PlainDate;
    first_import_id: number;
  };
  personal_account_revisions: PersonalAccountState & {
    personal_account_id: number;
    revision_id: Generated<number>;
    valid_from: PlainDate;
    valid_to: PlainDate;
    ended_by_import_id: number;
  };
  personal_account_links: {
    personal_account_id: number;
    personal_account_link_id: Generated<number>;
    user_id: number;
    own_name: Generated<string>;
    proof: 'meter_serial' | 'last_bill' | 'pin' | 'staff' | 'demo';
    linked_at: Date;
    proved_again_at: Generated<Date | null>;
    visible_until: PlainDate | null;
    visible_until_reason: string | null;
    visible_until_import_id: number | null;
    ended_at: Date | null;
  };
  linking_requests: {
    linking_request_id: Generated<number>;
    user_id: number;
    account_number: string;
    holder_last_name: string;
    comment: Generated<string>;
    state: Generated<'open' | 'accepted' | 'refused'>;
    decision_reason: string | null;
    decided_at: Date | null;
    decided_by: ColumnType<number | null, number | null | undefined, number | null>;
    created_at: Date;
  };
};

type PersonalAccountState = {
  unified_number: string | null;
  holder_last_name: string;
  holder_first_name: string;
  holder_middle_name: string;
  address: string;
  fias_id: string | null;
  residents: number;
  heated_area_m2: DecimalOrNull;
  has_stove: boolean;
  has_water_heater: boolean;
  has_heating: boolean;
  has_central_hot_water: boolean;
  opened_on: PlainDate;
  closed_on: PlainDate | null;
  last_bill_kopecks: number | null;
  linking_pin: string | null;
  holder_since: PlainDate;
  register_import_id: number;
};
