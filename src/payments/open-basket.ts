import { setTimeout as sleep } from 'node:timers/promises';
import type { AskDeps } from './ask-gateway.ts';
import { type Basket, findBasket, type Payer } from './baskets-store.ts';
import { lookNow } from './look-now.ts';
import { isPublicId } from './public-id.ts';

/** Whoever looks waits so long for the gateway's word; it comes anyway, and is shown the next time. */
const LOOK_MS = 3_000;

/** The payer's own basket, after the gateway was asked about what has not come to an end. */
export async function openBasket(
  deps: AskDeps,
  payer: Payer,
  publicId: string,
): Promise<Basket | null> {
  if (!isPublicId(publicId)) return null;
  const found = await findBasket(deps.db, payer, publicId);
  if (!found) return null;
  const looked = await Promise.race([lookNow(deps, found), sleep(LOOK_MS, true, { ref: false })]);
  return looked ? findBasket(deps.db, payer, publicId) : found;
}
