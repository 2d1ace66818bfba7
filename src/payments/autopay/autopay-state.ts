import type { Resident } from '#src/actor.ts';
import { getBalance } from '#src/billing/get-balance.ts';
import { listAccountMonths } from '#src/billing/list-account-months.ts';
import type { Db } from '#src/db/database.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { AutopayRule, SavedMethod } from './autopay-rule.ts';
import { findAnnounced, listOwnRuns, type OwnRun } from './own-runs-store.ts';
import { findOwnRule } from './rules-store.ts';
import { listSavedMethods } from './saved-methods-store.ts';

export type AutopaySoon = { dueOn: PlainDate; kopecks: number; title: string };

/** How autopay of an account stands for the person who asks. */
export type AutopayState = {
  /** null: it is off. */
  rule: AutopayRule | null;
  method: SavedMethod | null;
  methods: SavedMethod[];
  soon: AutopaySoon | null;
  runs: OwnRun[];
};

const RUNS_SHOWN = 6;

type Place = { personalAccountId: number };

export async function getAutopay(
  deps: { db: Db },
  actor: Resident,
  place: Place,
): Promise<AutopayState> {
  const { db } = deps;
  const [rule, methods, runs, soon] = await Promise.all([
    findOwnRule(db, actor, place),
    listSavedMethods(db, actor),
    listOwnRuns(db, actor, { ...place, limit: RUNS_SHOWN }),
    findSoon(deps, actor, place),
  ]);
  const method = methods.find(({ savedMethodId }) => savedMethodId === rule?.savedMethodId);
  return { rule, method: method ?? null, methods, runs, soon };
}

/** The next charge as it would be now: less than was announced, if something has been paid since. */
export async function findSoon(
  { db }: { db: Db },
  actor: Resident,
  place: Place,
): Promise<AutopaySoon | null> {
  const announced = await findAnnounced(db, actor, place);
  if (!announced) return null;
  const balance = await getBalance({ db }, actor, place);
  const owed = balance ? balance.totalKopecks - Math.max(0, balance.penaltyKopecks) : 0;
  const kopecks = Math.min(announced.kopecks, owed);
  return kopecks > 0 ? { ...announced, kopecks } : null;
}

const STEP_KOPECKS = 50_000;
const USUAL_CAP_KOPECKS = 300_000;
const A_YEAR = 12;

/** Half as much again as the dearest month of the last year, in whole fives of hundreds. */
export async function suggestCap(deps: { db: Db }, actor: Resident, place: Place): Promise<number> {
  const months = (await listAccountMonths(deps, actor, place)).slice(0, A_YEAR);
  const dearest = Math.max(0, ...months.map(({ chargedKopecks }) => chargedKopecks));
  const steps = Math.ceil((dearest * 3) / 2 / STEP_KOPECKS);
  return Math.max(USUAL_CAP_KOPECKS, steps * STEP_KOPECKS);
}
