import { sql } from 'kysely';
import type { Actor, Resident } from '#src/actor.ts';
import type { Db } from '#src/db/database.ts';
import { chosenWays } from './bill-letters-store.ts';

export const deliveryWays = ['paper', 'email_pdf', 'email_link'] as const;
export type DeliveryWay = (typeof deliveryWays)[number];

export type Delivery = { way: DeliveryWay; userId: number | null };

/** Paper, until somebody who has the account chose otherwise. */
export async function findDelivery(
  db: Db,
  _actor: Actor,
  { personalAccountId }: { personalAccountId: number },
): Promise<Delivery> {
  const { rows } = await sql<{ way: DeliveryWay; user_id: number }>`
    select w.way, w.user_id from (${chosenWays}) w
    where w.personal_account_id = ${personalAccountId}`.execute(db);
  const [row] = rows;
  return row ? { way: row.way, userId: row.user_id } : { way: 'paper', userId: null };
}

export type DeliveryChoice = {
  personalAccountId: number;
  way: DeliveryWay;
  textVersion: string;
  textHash: string;
  chosenAt: Date;
  client: { address: string; userAgent: string };
};

/** Adds to the register, which knows no change and no deletion. Returns its number there. */
export async function insertChoice(
  tx: Db,
  { userId }: Resident,
  choice: DeliveryChoice,
): Promise<number> {
  const { choice_id: choiceId } = await tx
    .insertInto('bill_delivery_choices')
    .values({
      personal_account_id: choice.personalAccountId,
      user_id: userId,
      way: choice.way,
      text_version: choice.textVersion,
      text_hash: choice.textHash,
      chosen_at: choice.chosenAt,
      address: choice.client.address,
      user_agent: choice.client.userAgent.slice(0, 300),
    })
    .returning('choice_id')
    .executeTakeFirstOrThrow();
  return choiceId;
}

/** What a letter tells of a choice; null: its person has chosen anew since. */
export async function findLastChoice(
  db: Db,
  { choiceId, personalAccountId }: { choiceId: number; personalAccountId: number },
): Promise<{ number: string; way: DeliveryWay; textVersion: string; chosenAt: Date } | null> {
  const row = await db
    .selectFrom('bill_delivery_choices as d')
    .innerJoin('personal_accounts as a', 'a.personal_account_id', 'd.personal_account_id')
    .select(['a.number', 'd.way', 'd.text_version', 'd.chosen_at'])
    .where('d.choice_id', '=', choiceId)
    .where('d.personal_account_id', '=', personalAccountId)
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('bill_delivery_choices as later')
            .select('later.choice_id')
            .whereRef('later.personal_account_id', '=', 'd.personal_account_id')
            .whereRef('later.user_id', '=', 'd.user_id')
            .whereRef('later.choice_id', '>', 'd.choice_id'),
        ),
      ),
    )
    .executeTakeFirst();
  if (!row) return null;
  const { number, way, text_version: textVersion, chosen_at: chosenAt } = row;
  return { number, way, textVersion, chosenAt };
}

/** A person's own acts, in their order. */
export async function listOwnChoices(
  db: Db,
  { userId }: Resident,
  { personalAccountId }: { personalAccountId: number },
) {
  return db
    .selectFrom('bill_delivery_choices')
    .select(['way', 'text_version', 'text_hash', 'chosen_at', 'address', 'user_agent'])
    .where('personal_account_id', '=', personalAccountId)
    .where('user_id', '=', userId)
    .orderBy('choice_id')
    .execute();
}
