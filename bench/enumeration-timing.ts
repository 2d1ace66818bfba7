/**
 * Does the time of an answer tell who is registered? Registration, sign-in, recovery and the
 * repeated letter, asked over HTTP for people who are known and for people who are not, in turns in
 * a random order. An eavesdropper sees a difference when the two times are told apart better than
 * by a coin: `told` is how often the slower of two answers, one of each kind, is the known one
 * (the statistic of Mann and Whitney; 0.50 is the coin). `asked` is how many statements the database
 * got for each: equal work, which no noise can hide. Fails where either differs.
 */
import { createHash, createHmac, randomInt } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type pg from 'pg';
import { createPool } from '#src/db/database.ts';
import { hashPassword } from '#src/identity/password-hash.ts';
import { createBenchApp, createBenchDatabases } from './bench-world.ts';
import { serveProduct, startChild } from './child-server.ts';
import { createHttpClient, type Request } from './load.ts';
import { BENCH_SECRET, householdOf } from './population.ts';
import { installRecorder, recording } from './recorder.ts';
import { printTable } from './report.ts';

const [role, databaseUrl] = process.argv.slice(2);
/** Of each kind, for each question; `npm run bench -- enumeration-timing 1000` for more. */
const SAMPLES = Number(role) || 400;
const WARM = 30;
const PEOPLE = 2_000;
/** Within it, nobody learns anything from a few hundred tries; limits allow a stranger fewer. */
const TOLD_AT_MOST = 0.1;

type Question = {
  name: string;
  known: (index: number) => Request;
  unknown: (index: number) => Request;
  status: number;
};
type Times = { known: number[]; unknown: number[] };

const emailOf = (index: number): string => `u${(index % PEOPLE) + 1}@bench.example`;
const phoneOf = (index: number): string => `+79${String((index % PEOPLE) + 1).padStart(9, '0')}`;
const strangerOf = (index: number): string => `n${index}@bench.example`;
/** As long as the others, and nobody's. */
const freePhoneOf = (index: number): string => `+79${String(500_000_000 + index)}`;

function post(index: number, path: string, fields: Record<string, string>, cookie = ''): Request {
  const { visitorId, formToken } = householdOf(index % PEOPLE);
  return {
    method: 'POST',
    path,
    headers: {
      cookie: `visitor=${visitorId}${cookie}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ _token: formToken, ...fields }).toString(),
  };
}

const register = (index: number, own: { email: string; phone: string }): Request =>
  post(index, '/register', {
    lastName: 'Берёзкина',
    firstName: 'Ольга',
    middleName: 'Игоревна',
    address: 'Калининград, ул. Ольховая, 14, кв. 25',
    accountNumber: '390020000001',
    password: 'три синих фонаря',
    consent: 'yes',
    ...own,
  });

/** A browser that has sent a registration a minute ago, which came to something or did not. */
function resend(index: number, email: string): Request {
  const { visitorId } = householdOf(index % PEOPLE);
  const held = `${Buffer.from(email).toString('base64url')}.${Date.now() - 60_000}`;
  const signature = createHmac('sha256', BENCH_SECRET)
    .update(`registration:${visitorId}:${held}`)
    .digest('base64url');
  return post(index, '/register/resend', {}, `; registration_email=${held}.${signature}`);
}

const wrong = 'не тот пароль';
const questions: readonly Question[] = [
  {
    name: 'sign-in by e-mail',
    known: (index) => post(index, '/login', { login: emailOf(index), password: wrong }),
    unknown: (index) => post(index, '/login', { login: strangerOf(index), password: wrong }),
    status: 422,
  },
  {
    name: 'sign-in by phone',
    known: (index) => post(index, '/login', { login: phoneOf(index), password: wrong }),
    unknown: (index) => post(index, '/login', { login: freePhoneOf(index), password: wrong }),
    status: 422,
  },
  {
    name: 'recovery by e-mail',
    known: (index) => post(index, '/password/forgot', { login: emailOf(index) }),
    unknown: (index) => post(index, '/password/forgot', { login: strangerOf(index) }),
    status: 303,
  },
  {
    name: 'recovery by phone',
    known: (index) => post(index, '/password/forgot', { login: phoneOf(index) }),
    unknown: (index) => post(index, '/password/forgot', { login: freePhoneOf(index) }),
    status: 303,
  },
  {
    name: 'registration, e-mail taken',
    known: (index) => register(index, { email: emailOf(index), phone: freePhoneOf(index) }),
    unknown: (index) => register(index, { email: strangerOf(index), phone: freePhoneOf(index) }),
    status: 303,
  },
  {
    name: 'registration, phone taken',
    known: (index) => register(index, { email: strangerOf(index), phone: phoneOf(index) }),
    unknown: (index) => register(index, { email: strangerOf(index), phone: freePhoneOf(index) }),
    status: 303,
  },
  {
    name: 'letter again',
    known: (index) => resend(index, `waiting${index % PEOPLE}@bench.example`),
    unknown: (index) => resend(index, `nobody0${index % PEOPLE}@bench.example`),
    status: 303,
  },
];

async function bench(): Promise<void> {
  const databases = await createBenchDatabases(PEOPLE, ['site']);
  const pool = createPool({ connectionString: databases.url('site'), maxConnections: 2 });
  const server = await startChild(fileURLToPath(import.meta.url), ['serve', databases.url('site')]);
  try {
    await prepare(pool);
    const asked = await countStatements(databases.url('site'), pool);
    const send = createHttpClient(server.url, 1);
    const rows: string[][] = [];
    let isTold = false;
    for (const question of questions) {
      const times = await askAll(question, send, pool);
      const told = shareOfSlower(times.known, times.unknown);
      const [known, unknown] = asked.get(question.name) ?? [];
      isTold ||= Math.abs(told - 0.5) > TOLD_AT_MOST || known !== unknown;
      rows.push([...summary(question.name, times, told), `${known} / ${unknown}`]);
    }
    printTable(
      ['question', 'known ms', 'unknown ms', 'ratio', 'told', 'z', 'verdict', 'asked'],
      rows,
    );
    if (isTold) process.exitCode = 1;
  } finally {
    await server.stop();
    await pool.end();
    await databases.drop();
  }
}

/** Passwords that cost what they cost, and registrations that wait for their letters. */
async function prepare(pool: pg.Pool): Promise<void> {
  await pool.query('update users set password_hash = $1', [await hashPassword('верный пароль')]);
  const visitors = Array.from({ length: PEOPLE }, (_, index) =>
    createHash('sha256').update(householdOf(index).visitorId).digest('base64url'),
  );
  await pool.query(
    `insert into registrations (email, email_key, phone, last_name, first_name, account_number,
       password_hash, consent_version, consent_text_hash, consent_address, consent_user_agent,
       visitor_hash, created_at, expires_at)
     select e, e, '+7' || i, 'Берёзкина', 'Ольга', '390020000001', '', '', '', '', '', hash, now(),
       now() + interval '1 day'
     from unnest($1::text[]) with ordinality as v(hash, i),
       lateral (select 'waiting' || i - 1 || '@bench.example') as t(e)`,
    [visitors],
  );
}

/** For a known one and for an unknown one, by the name of the question. */
async function countStatements(url: string, limits: pg.Pool): Promise<Map<string, number[]>> {
  installRecorder();
  const { app, pool } = await createBenchApp(url);
  await app.ready();
  const asked = new Map<string, number[]>();
  for (const { name, known, unknown, status } of questions) {
    const counts: number[] = [];
    for (const make of [known, unknown]) {
      await limits.query('delete from rate_limits');
      const { method, path, headers, body } = make(seedOf(name) + 50_000);
      const { statements } = await recording(async () => {
        const answer = await app.inject({ method, url: path, headers, payload: body });
        if (answer.statusCode !== status) throw new Error(`${name}: ${answer.statusCode}`);
      });
      counts.push(statements.length);
    }
    asked.set(name, counts);
  }
  await app.close();
  await pool.end();
  return asked;
}

async function askAll(
  { name, known, unknown, status }: Question,
  send: ReturnType<typeof createHttpClient>,
  pool: pg.Pool,
): Promise<Times> {
  const times: Times = { known: [], unknown: [] };
  for (let round = -WARM; round < SAMPLES; round += 1) {
    const isKnownFirst = randomInt(2) === 0;
    for (const isKnown of [isKnownFirst, !isKnownFirst]) {
      // Limits would answer otherwise; what was tried before must weigh on neither.
      await pool.query('delete from rate_limits');
      const index = (round + WARM) * 2 + Number(isKnown);
      const request = (isKnown ? known : unknown)(index + seedOf(name));
      const from = performance.now();
      const answer = await send(request);
      const took = performance.now() - from;
      if (answer.status !== status) throw new Error(`${name}: answered ${answer.status}`);
      if (round >= 0) times[isKnown ? 'known' : 'unknown'].push(took);
    }
  }
  return times;
}

/** Strangers of one question are not met in the next. */
const seedOf = (name: string): number => questions.findIndex((one) => one.name === name) * 100_000;

/** How often a known one takes longer than an unknown one, ties halved. */
function shareOfSlower(known: number[], unknown: number[]): number {
  let sum = 0;
  for (const one of known) {
    for (const other of unknown) sum += one > other ? 1 : one === other ? 0.5 : 0;
  }
  return sum / (known.length * unknown.length);
}

function summary(name: string, { known, unknown }: Times, told: number): string[] {
  const median = (times: number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
  const [a, b] = [median(known), median(unknown)];
  const count = known.length;
  // Of the difference from the coin, in its own standard errors.
  const z = (told - 0.5) / Math.sqrt((2 * count + 1) / (12 * count * count));
  const verdict = Math.abs(told - 0.5) > TOLD_AT_MOST ? 'TOLD APART' : 'the same';
  const numbers = [a.toFixed(2), b.toFixed(2), (a / b).toFixed(3), told.toFixed(3), z.toFixed(1)];
  return [name, ...numbers, verdict];
}

if (role === 'serve' && databaseUrl) await serveProduct(databaseUrl);
else await bench();
