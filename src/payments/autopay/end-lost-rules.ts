import { inTransaction } from '#src/db/transaction.ts';
import { dateInZone } from '#src/plain-date.ts';
import { type AutopayDeps, autopayActor } from './announce.ts';
import { eachOf } from './each-of.ts';
import { endRules, findLostRules } from './rule-ends-store.ts';
import { tellOfEnd } from './tell-of-end.ts';

const AT_ONCE = 500;

/** An account that was closed, went to another holder or was let go is paid for by nobody's card. */
export async function endLostRules(deps: AutopayDeps): Promise<void> {
  const { db, clock, supplier } = deps;
  const now = clock.now();
  const today = dateInZone(now, supplier.timeZone);
  const lost = await findLostRules(db, autopayActor, { today, limit: AT_ONCE });
  await eachOf(deps, lost, ({ ruleId, reason }) =>
    inTransaction(db, async (tx) => {
      const ended = await endRules(tx, autopayActor, { ruleId }, { reason, now });
      await tellOfEnd(tx, autopayActor, ended, now);
    }),
  );
}
