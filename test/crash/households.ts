import { setTimeout as sleep } from 'node:timers/promises';
import { cookieOf, householdOf, LAST_VALUE } from '#bench/population.ts';
import type { CrashWorld } from './crash-world.ts';

/** What a program was told; status 0: nothing, the connection broke. */
export type Told = { status: number; confirmation: string };

/** How a deed is asked for; asked again it is the very same request. */
type Ask = { path: string; headers: Record<string, string>; body: string };

export type Deed = {
  name: string;
  /** What has to be there before it; null: nothing. */
  first: Deed | null;
  ask: (household: number, done: Told) => Ask;
  /** How the readings of the household stand once it is done. */
  leaves: readonly (readonly [value: number, status: string])[];
};

const NEW = LAST_VALUE + 25;
const BETTER = LAST_VALUE + 27;
const HOW_LONG_MS = 60_000;
const nothing: Told = { status: 0, confirmation: '' };

/** A page of ours calls the API by its cookie, from its own origin. */
function byApi(household: number, path: string, body: object): Ask {
  const own = householdOf(household);
  return {
    path: `/api/v1/accounts/${own.accountNumber}/readings${path}`,
    headers: {
      cookie: cookieOf(own),
      'content-type': 'application/json',
      'idempotency-key': `key-${household}`,
    },
    body: JSON.stringify(body),
  };
}

function byForm(household: number, path: string, fields: Record<string, string>): Ask {
  const own = householdOf(household);
  return {
    path: `/accounts/${own.accountNumber}/readings${path}`,
    headers: { cookie: cookieOf(own), 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ _token: own.formToken, ...fields }).toString(),
  };
}

const submissionByForm: Deed = {
  name: 'a reading by the form',
  first: null,
  ask: (household) =>
    byForm(household, '', {
      _key: `form-${household}`,
      meter: String(householdOf(household).meterId),
      value: String(NEW),
    }),
  leaves: [[NEW, 'accepted']],
};

const submissionByApi: Deed = {
  name: 'a reading by the API',
  first: null,
  ask: (household) => byApi(household, '', { value: String(NEW) }),
  leaves: [[NEW, 'accepted']],
};

const at = ({ confirmation }: Told) => `/${encodeURIComponent(confirmation)}`;

export const deeds: readonly Deed[] = [
  submissionByForm,
  submissionByApi,
  {
    name: 'a correction by the API',
    first: submissionByForm,
    ask: (household, done) => byApi(household, `${at(done)}/correction`, { value: String(BETTER) }),
    leaves: [
      [NEW, 'corrected'],
      [BETTER, 'accepted'],
    ],
  },
  {
    name: 'a correction by the form',
    first: submissionByForm,
    ask: (household, done) =>
      byForm(household, '', {
        _key: `correction-${household}`,
        meter: String(householdOf(household).meterId),
        value: String(BETTER),
        corrects: done.confirmation,
      }),
    leaves: [
      [NEW, 'corrected'],
      [BETTER, 'accepted'],
    ],
  },
  {
    name: 'a withdrawal by the API',
    first: submissionByForm,
    ask: (household, done) => byApi(household, `${at(done)}/withdrawal`, {}),
    leaves: [[NEW, 'withdrawn']],
  },
  {
    name: 'a withdrawal by the form',
    first: submissionByForm,
    ask: (household, done) => byForm(household, `${at(done)}/withdrawal`, {}),
    leaves: [[NEW, 'withdrawn']],
  },
];

/** One try, as it is. */
export async function ask(world: CrashWorld, asked: Ask): Promise<Told> {
  const { path, headers, body } = asked;
  const origin = world.url;
  try {
    const response = await fetch(`${world.url}${path}`, {
      method: 'POST',
      headers: { ...headers, origin },
      body,
      redirect: 'manual',
    });
    const text = await response.text();
    const { status } = response;
    const location = response.headers.get('location');
    const last = decodeURIComponent(location?.split('/').at(-1) ?? '');
    const isJson = response.headers.get('content-type')?.startsWith('application/json');
    const confirmation = isJson ? String(JSON.parse(text).confirmationNumber) : last;
    return { status, confirmation };
  } catch {
    return nothing;
  }
}

export const isTaken = ({ status }: Told): boolean => [200, 201, 303].includes(status);
/** The page says «try again»: nothing is known of what became of it. */
const isUnknown = ({ status }: Told): boolean => status === 0 || status >= 500;

/** What a person or a program does: the same again, until an answer comes. */
export async function askUntilAnswered(world: CrashWorld, asked: Ask): Promise<Told> {
  const deadline = performance.now() + HOW_LONG_MS;
  for (;;) {
    const told = await ask(world, asked);
    if (!isUnknown(told)) return told;
    if (performance.now() > deadline) throw new Error(`no answer for ${HOW_LONG_MS} ms`);
    await sleep(100);
  }
}

/** All that must be true before a deed can be done. */
export async function prepare(world: CrashWorld, deed: Deed, household: number): Promise<Told> {
  if (!deed.first) return nothing;
  const told = await askUntilAnswered(world, deed.first.ask(household, nothing));
  if (!isTaken(told)) throw new Error(`${deed.first.name} was answered ${told.status}`);
  return told;
}
