import type { Resident } from '#src/actor.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { findFactors } from './second-factor/factors.ts';
import { isLiveSession } from './sessions.ts';

/** What identity, its letters and the record hold of a person: no hash, nobody else's. */
export async function findOwnRecords({ db, clock }: IdentityDeps, { userId }: Resident) {
  const [sessions, tokens, letters, audit, factors] = await Promise.all([
    db
      .selectFrom('sessions')
      .select(['created_at', 'last_seen_at', 'expires_at', 'remembered', 'user_agent', 'address'])
      .where('user_id', '=', userId)
      .where(isLiveSession(clock.now()))
      .orderBy('session_id')
      .execute(),
    db
      .selectFrom('api_tokens')
      .select(['name', 'scopes', 'created_at', 'last_used_at', 'expires_at', 'revoked_at'])
      .where('user_id', '=', userId)
      .orderBy('api_token_id')
      .execute(),
    db
      .selectFrom('letters')
      .select(['kind', 'to_address', 'state', 'created_at', 'sent_at'])
      .where('user_id', '=', userId)
      .orderBy('letter_id')
      .execute(),
    db
      .selectFrom('audit_entries')
      .select(['happened_at', 'actor_kind', 'action'])
      .where('user_id', '=', userId)
      .orderBy('audit_entry_id')
      .execute(),
    findFactors(db, { kind: 'user', id: userId }),
  ]);
  return { sessions, tokens, letters, audit, factors };
}
