import type { Generated } from 'kysely';

export type IdentitySchema = {
  users: {
    user_id: Generated<number>;
    email: string;
    email_key: string;
    phone: string;
    last_name: string;
    first_name: string;
    middle_name: string;
    address: string;
    password_hash: string;
    is_demo: Generated<boolean>;
    created_at: Date;
    closed_at: Generated<Date | null>;
  };
  registrations: {
    registration_id: Generated<number>;
    email: string;
    email_key: string;
    phone: string;
    last_name: string;
    first_name: string;
    middle_name: string;
    address: string;
    account_number: string;
    password_hash: string;
    consent_version: string;
    consent_text_hash: string;
    consent_address: string;
    consent_user_agent: string;
    visitor_hash: string;
    created_at: Date;
    expires_at: Date;
  };
  one_time_tokens: {
    token_hash: Buffer;
    purpose:
      | 'activation'
      | 'password_reset'
      | 'contact_change'
      | 'staff_invitation'
      | 'data_export'
      | 'autopay_ending';
    subject_id: number;
    created_at: Date;
    expires_at: Date;
  };
  contact_changes: {
    contact_change_id: Generated<number>;
    user_id: number;
    kind: 'email' | 'phone';
    new_value: string;
    created_at: Date;
    expires_at: Date;
  };
  sessions: {
    session_id: Generated<number>;
    token_hash: Buffer;
    user_id: number;
    created_at: Date;
    last_seen_at: Date;
    expires_at: Date;
    remembered: boolean;
    user_agent: string;
    address: string;
  };
  api_tokens: {
    api_token_id: Generated<number>;
    token_hash: Buffer;
    user_id: number;
    name: string;
    scopes: string[];
    created_at: Date;
    last_used_at: Date | null;
    expires_at: Date;
    revoked_at: Date | null;
  };
  consents: {
    consent_id: Generated<number>;
    user_id: number;
    document: string;
    version: string;
    text_hash: string;
    act: 'given' | 'withdrawn';
    acted_at: Date;
    address: string;
    user_agent: string;
  };
};
