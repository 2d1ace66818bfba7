import { afterAll, expect, test } from 'vitest';
import { openRegisterWorld, type RegisterWorld } from '#test/register-world.ts';
import { loadDemo } from './load-demo.ts';

const NOW = '2026-12-12T10:00:00+02:00';
const choice = { personalAccounts: 22 };

const worlds: RegisterWorld[] = [];
afterAll(() => Promise.all(worlds.map((world) => world.stop())));

async function openWorld(): Promise<RegisterWorld> {
  const world = await openRegisterWorld({ now: NOW });
  worlds.push(world);
  return world;
}

/** All figures of the demo, by numbers and days; ids depend on how often it was begun. */
async function figuresOf({ rows }: RegisterWorld) {
  const accounts = 'join personal_accounts p using (personal_account_id)';
  return {
    months: await rows(`select p.number, m.month, m.charged_kopecks, m.recalculated_kopecks,
        m.penalty_kopecks, m.paid_kopecks, m.closing_kopecks, m.volume_m3
      from account_months m join month_closes c using (close_id) ${accounts}
      where c.state = 'closed' order by 1, 2`),
    readings: await rows(`select p.number, s.serial_number, r.taken_on, r.value_m3, r.status,
        r.billing_month, r.received_at, r.user_id is not null as is_sent
      from meter_readings r join meters s using (personal_account_id, meter_id)
      join personal_accounts p on p.personal_account_id = r.personal_account_id
      order by 1, 2, 3, 4`),
    payments: await rows(`select p.number, e.billing_month, e.idempotency_key, e.amount_kopecks
      from ledger_entries e ${accounts} where e.kind = 'payment' order by 1, 2, 3`),
    events: await rows(`select p.number, e.kind, e.starts_on, e.recorded_month
      from account_events e ${accounts} order by 1, 2, 3`),
    links: await rows(`select p.number, u.email, l.own_name
      from personal_account_links l join users u using (user_id) ${accounts} order by 1`),
  };
}

class Killed extends Error {}

/** The loading asks what time it is at each of its steps: at one of them it ends. */
async function loadUntil(world: RegisterWorld, steps: number): Promise<boolean> {
  let asked = 0;
  const clock = {
    now() {
      asked += 1;
      if (asked > steps) throw new Killed();
      return world.clock.now();
    },
  };
  return loadDemo({ ...world, clock }, choice).then(
    () => true,
    (error) => {
      if (error instanceof Killed) return false;
      throw error;
    },
  );
}

test('a loading that was broken off again and again ends as one that was not, and is then left alone', async () => {
  const unbroken = await openWorld();
  await loadDemo(unbroken, choice);
  const broken = await openWorld();
  let tries = 1;
  // Each try ends elsewhere within a month, and gets a month or two further.
  while (!(await loadUntil(broken, 7 + (tries % 5)))) tries += 1;
  expect(tries).toBeGreaterThan(10);
  const figures = await figuresOf(broken);
  expect(figures).toEqual(await figuresOf(unbroken));
  expect(figures.months).toHaveLength(22 * 24);
  await loadDemo(broken, choice);
  expect(await figuresOf(broken)).toEqual(figures);
}, 300_000);
