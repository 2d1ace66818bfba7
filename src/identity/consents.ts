import type { Actor, Resident } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import type { Db } from '#src/db/database.ts';
import { inTransaction } from '#src/db/transaction.ts';
import type { SupplierProfile } from '#src/supplier/profile.ts';
import { CONSENT_DOCUMENT, consentDocument, consentTextHash } from './consent-document.ru.ts';
import type { IdentityDeps } from './identity-deps.ts';

export type ConsentAct = {
  userId: number;
  act: 'given' | 'withdrawn';
  version: string;
  textHash: string;
  actedAt: Date;
  client: { address: string; userAgent: string };
};

/** Adds to the register, which knows no change and no deletion: a withdrawal is a row too. */
export async function recordConsent(db: Db, given: ConsentAct): Promise<void> {
  const { userId, act, version, textHash, actedAt, client } = given;
  await db
    .insertInto('consents')
    .values({
      user_id: userId,
      document: CONSENT_DOCUMENT,
      version,
      text_hash: textHash,
      act,
      acted_at: actedAt,
      address: client.address,
      user_agent: client.userAgent.slice(0, 300),
    })
    .execute();
}

/** Every act, in its order. */
export async function listConsents(db: Db, actor: Actor, userId: number) {
  if (actor.kind === 'bank' || (actor.kind === 'resident' && actor.userId !== userId)) return [];
  return db
    .selectFrom('consents')
    .select(['consent_id', 'document', 'version', 'text_hash', 'act', 'acted_at'])
    .select(['address', 'user_agent'])
    .where('user_id', '=', userId)
    .orderBy('consent_id')
    .execute();
}

/** Whether what the person agreed to last is an older wording than today's. */
export function isConsentOutdated(consents: Awaited<ReturnType<typeof listConsents>>): boolean {
  const last = consents.at(-1);
  return last !== undefined && last.version !== consentDocument.version;
}

export type Agreement = {
  /** The edition that the person was shown. */
  version: string;
  client: ConsentAct['client'];
  requestId: string;
};

/** Agrees to today's edition; a press for another one, or a second press, records nothing. */
export async function agreeAnew(
  { db, clock, supplier }: IdentityDeps & { supplier: SupplierProfile },
  actor: Resident,
  { version, client, requestId }: Agreement,
): Promise<void> {
  if (version !== consentDocument.version) return;
  const { userId } = actor;
  const now = clock.now();
  await inTransaction(db, async (tx) => {
    await tx
      .selectFrom('users')
      .select('user_id')
      .where('user_id', '=', userId)
      .forNoKeyUpdate()
      .execute();
    if (!isConsentOutdated(await listConsents(tx, actor, userId))) return;
    const textHash = consentTextHash(supplier);
    await recordConsent(tx, { userId, act: 'given', version, textHash, actedAt: now, client });
    await recordEntry(tx, actor, { action: 'agree_anew', userId, requestId, now });
  });
}
