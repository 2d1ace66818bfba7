import type { Generated, JSONColumnType } from 'kysely';
import type { StaffRole } from '#src/actor.ts';

export type StaffSchema = {
  staff_members: {
    staff_member_id: Generated<number>;
    email: string;
    email_key: string;
    /** As colleagues and residents are shown it: «Кузнецова М.» */
    name: string;
    role: StaffRole;
    password_hash: string;
    is_demo: Generated<boolean>;
    created_at: Date;
    disabled_at: Date | null;
  };
  staff_sessions: {
    staff_session_id: Generated<number>;
    token_hash: Buffer;
    staff_member_id: number;
    created_at: Date;
    last_seen_at: Date;
    expires_at: Date;
    user_agent: string;
    address: string;
  };
  audit_entries: {
    audit_entry_id: Generated<number>;
    happened_at: Date;
    actor_kind: 'resident' | 'staff' | 'bank' | 'system';
    actor_id: number | null;
    actor_name: string;
    action: string;
    personal_account_id: number | null;
    user_id: number | null;
    subject: string;
    reason: string;
    request_id: string;
    details: JSONColumnType<object>;
  };
  search_vocabulary: { word: string };
  approvals: {
    approval_id: Generated<number>;
    kind: string;
    payload: JSONColumnType<object>;
    payload_sha256: string;
    personal_account_id: number | null;
    reason: string;
    proposed_by: number;
    proposed_at: Date;
    expires_at: Date;
    state: Generated<'proposed' | 'approved' | 'refused' | 'expired'>;
    decided_by: number | null;
    decided_at: Date | null;
    decision_reason: string | null;
  };
};
