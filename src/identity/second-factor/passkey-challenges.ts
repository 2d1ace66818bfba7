import { randomBytes } from 'node:crypto';
import type { Db } from '#src/db/database.ts';
import { hashSecretToken } from '../secret-token.ts';
import { type OwnerId, ownerColumns } from './factor-owner.ts';

/** As long as the page between password and second factor is good for. */
export const CHALLENGE_MS = 10 * 60_000;

export type ChallengePurpose = 'add' | 'sign_in';
type Asked = { purpose: ChallengePurpose; now: Date };

/** What the authenticator is to sign; kept here, so that nobody can bring one of their own. */
export async function makeChallenge(
  db: Db,
  owner: OwnerId,
  { purpose, now }: Asked,
): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = new Uint8Array(randomBytes(32));
  await db
    .insertInto('passkey_challenges')
    .values({
      ...ownerColumns(owner),
      challenge_hash: hashOf(Buffer.from(challenge).toString('base64url')),
      purpose,
      expires_at: new Date(now.getTime() + CHALLENGE_MS),
    })
    .execute();
  return challenge;
}

/** Uses the challenge up; false when it is unknown, used, expired or of somebody else. */
export async function consumeChallenge(
  db: Db,
  owner: OwnerId,
  { challenge, purpose, now }: Asked & { challenge: string },
): Promise<boolean> {
  const used = await db
    .deleteFrom('passkey_challenges')
    .where('challenge_hash', '=', hashOf(challenge))
    .where('owner_kind', '=', owner.kind)
    .where('owner_id', '=', owner.id)
    .where('purpose', '=', purpose)
    .where('expires_at', '>', now)
    .returning('purpose')
    .executeTakeFirst();
  return used !== undefined;
}

const hashOf = (challenge: string): Buffer => hashSecretToken(challenge);
