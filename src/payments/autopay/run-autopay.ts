import { announceCharges } from './announce.ts';
import { type ChargeDeps, chargeAnnounced } from './charge.ts';
import { endLostRules } from './end-lost-rules.ts';

/** What is due of autopay by our clock, in the supplier's days. */
export async function runAutopay(deps: ChargeDeps): Promise<void> {
  await endLostRules(deps);
  await announceCharges(deps);
  await chargeAnnounced(deps);
}
