import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { system } from '#src/actor.ts';
import { recordEntry } from '#src/audit/record-entry.ts';
import { inStoryOf } from '#src/request-story.ts';
import { startWorld, type World } from '#test/harness.ts';
import { newPerson, register } from '#test/registration.ts';
import { createSubscriber } from '#test/subscriber.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

type Line = { reqId?: string; msg: string; task?: string; kind?: string; outcome?: string };

/** What the log says of one request, in its order. */
const storyOf = (requestId: string): Line[] =>
  world.logLines.map((line) => JSON.parse(line) as Line).filter(({ reqId }) => reqId === requestId);

const told = ({ msg, task, kind, outcome }: Line) => [msg, task, kind, outcome].filter(Boolean);

test('the number of a request finds its line, the letter that it queued, and the letter’s sending', async () => {
  const person = newPerson();
  const answer = await register(world.visitor(), person);
  const requestId = answer.headers.get('x-request-id') ?? '';
  await world.waitForLetter(person.email);
  await vi.waitFor(() => expect(storyOf(requestId)).toHaveLength(4));
  expect(storyOf(requestId).map(told).sort()).toEqual([
    ['job done', 'send_letter'],
    ['job done', 'settle_registration'],
    ['letter', 'send_letter', 'activation', 'sent'],
    ['request'],
  ]);
  const { rows } = await world.pool.query('select request_id from letters where to_address = $1', [
    person.email,
  ]);
  expect(rows).toEqual([{ request_id: requestId }]);
});

test('a job that queues a letter hands the number on: from the request to the last of them', async () => {
  const subscriber = await createSubscriber(world);
  const visitor = world.visitor();
  const page = await visitor.get('/password/forgot');
  const answer = await visitor.submit(page, { login: subscriber.email }, 'Получить ссылку');
  const requestId = answer.headers.get('x-request-id') ?? '';
  await world.waitForLetter(subscriber.email);
  await vi.waitFor(() => expect(storyOf(requestId)).toHaveLength(4));
  const tasks = storyOf(requestId).map(({ msg, task }) => `${msg} ${task ?? ''}`.trim());
  expect(tasks.sort()).toEqual([
    'job done recover_password',
    'job done send_letter',
    'letter send_letter',
    'request',
  ]);
});

test('two requests at once have two stories', async () => {
  const answers = await Promise.all(
    [newPerson(), newPerson(), newPerson()].map(async (person) => {
      const answer = await register(world.visitor(), person);
      return { email: person.email, requestId: answer.headers.get('x-request-id') };
    }),
  );
  for (const { email, requestId } of answers) {
    await world.waitForLetter(email);
    const letter = await world.db
      .selectFrom('letters')
      .select('request_id')
      .where('to_address', '=', email)
      .executeTakeFirstOrThrow();
    expect(letter.request_id).toBe(requestId);
  }
});

test('an entry of the audit carries the number of the request, without being told it', async () => {
  const actor = system('test');
  const entry = { action: 'tested', now: world.clock.now() };
  await inStoryOf('a-request', () => recordEntry(world.db, actor, entry));
  await recordEntry(world.db, actor, entry);
  const entries = await world.db
    .selectFrom('audit_entries')
    .select('request_id')
    .where('action', '=', 'tested')
    .orderBy('audit_entry_id')
    .execute();
  expect(entries.map(({ request_id }) => request_id)).toEqual(['a-request', '']);
});
