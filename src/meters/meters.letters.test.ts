import { afterAll, beforeAll, expect, test } from 'vitest';
import { startMetersWorld } from '#test/meters-world.ts';
import { metersLetters } from './meters.letters.ts';
import { type SubmitResult, submitReading } from './submit-reading.ts';
import { withdrawReading } from './withdraw-reading.ts';

let world: Awaited<ReturnType<typeof startMetersWorld>>;
beforeAll(async () => {
  world = await startMetersWorld('2026-12-12T10:17:00+02:00');
});
afterAll(() => world.stop());

type Home = Awaited<ReturnType<(typeof world)['addHome']>>;

function render({ actor, personalAccountId, number }: Home, result: SubmitResult) {
  if (!result.ok) throw new Error(result.code);
  const deps = { ...world.deps, url: 'https://lk.example' };
  return metersLetters.reading_accepted?.(deps, {
    letterId: 1,
    kind: 'reading_accepted',
    to: 'anna@example.ru',
    userId: actor.userId,
    data: { personalAccountId, readingId: result.receipt.readingId, number },
    createdAt: world.deps.clock.now(),
  });
}

test('the letter confirms the reading with its number, month and m³', async () => {
  const home = await world.addHome();
  const input = { number: home.number, value: '8799', source: 'cabinet' } as const;
  const letter = await render(home, await submitReading(world.deps, home.actor, input));
  expect(letter?.subject).toBe('Показание 8\u00a0799 принято');
  const text = JSON.stringify(letter);
  expect(text).toMatch(/П-26-\d{4}-\d{4}/);
  expect(text).toContain('декабрь\u00a02026');
  expect(text).toContain('157\u00a0м³');
  expect(text).toContain('12\u00a0декабря\u00a02026, 10:17');
  expect(letter?.action?.href).toContain(`https://lk.example/accounts/${home.number}/readings/`);
});

test('the letter about a reading that does not count never says «принято»', async () => {
  const home = await world.addHome({ verifiedUntil: '2026-12-01' });
  const input = { number: home.number, value: '8799', source: 'cabinet' } as const;
  const letter = await render(home, await submitReading(world.deps, home.actor, input));
  expect(letter?.subject).toBe('Показание 8\u00a0799 сохранено, но не учитывается');
  expect(JSON.stringify(letter)).not.toContain('принято');
});

test('a letter that was late tells nobody of an account that is theirs no more', async () => {
  const home = await world.addHome();
  const input = { number: home.number, value: '8799', source: 'cabinet' } as const;
  const sent = await submitReading(world.deps, home.actor, input);
  const setLink = (link: { visible_until?: string; ended_at?: Date }) =>
    world.db
      .updateTable('personal_account_links')
      .set({ visible_until_reason: 'holder_changed', ...link })
      .where('user_id', '=', home.actor.userId)
      .execute();
  // Moved out later: the reading was theirs.
  await setLink({ visible_until: '2026-12-20' });
  expect(await render(home, sent)).not.toBeNull();
  await setLink({ visible_until: '2026-12-12' });
  expect(await render(home, sent)).toBeNull();
  const told = { number: home.number, value: '8799', takenOn: '2026-12-12', reason: 'ошибка' };
  const withdrawn = await metersLetters.reading_withdrawn_by_staff?.(
    { ...world.deps, url: 'https://lk.example' },
    {
      letterId: 2,
      kind: 'reading_withdrawn_by_staff',
      to: 'anna@example.ru',
      userId: home.actor.userId,
      data: told,
      createdAt: world.deps.clock.now(),
    },
  );
  expect(withdrawn).toBeNull();
});

test('no letter is sent about a reading that was withdrawn meanwhile', async () => {
  const home = await world.addHome();
  const input = { number: home.number, value: '8799', source: 'cabinet' } as const;
  const sent = await submitReading(world.deps, home.actor, input);
  if (sent.ok) await withdrawReading(world.deps, home.actor, sent.receipt);
  expect(await render(home, sent)).toBeNull();
});
