import type { Generated } from 'kysely';

export type OwnerColumns = { owner_kind: 'user' | 'staff'; owner_id: number };

export type SecondFactorsSchema = {
  totp_secrets: OwnerColumns & {
    sealed_secret: Buffer;
    last_used_step: number;
    created_at: Date;
  };
  passkeys: OwnerColumns & {
    passkey_id: Generated<number>;
    credential_id: string;
    public_key: Buffer;
    counter: number;
    transports: string;
    name: string;
    created_at: Date;
    last_used_at: Date | null;
  };
  recovery_codes: OwnerColumns & { code_hash: Buffer; created_at: Date };
  passkey_challenges: OwnerColumns & {
    challenge_hash: Buffer;
    purpose: 'add' | 'sign_in';
    expires_at: Date;
  };
  pending_sign_ins: OwnerColumns & {
    token_hash: Buffer;
    remembered: boolean;
    next_address: string;
    held_form: string;
    created_at: Date;
    expires_at: Date;
  };
};
