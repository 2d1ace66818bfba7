import { afterAll, beforeAll, expect, test } from 'vitest';
import { consentDocument, findConsentEdition } from '#src/identity/consent-document.ru.ts';
import { href } from '#src/routes.ts';
import { startWorld, type World } from '#test/harness.ts';
import { createSubscriber } from '#test/subscriber.ts';

const OLDER = '2026-11-01';
const BUTTON = 'Согласиться с новой редакцией';
let world: World;
beforeAll(async () => {
  world = await startWorld({ hasWorker: false });
});
afterAll(() => world.stop());

/** Somebody who registered when the older edition was the newest. */
async function newResident(version: string) {
  const resident = await createSubscriber(world);
  const visitor = world.visitor();
  await resident.signIn(visitor);
  await world.db
    .insertInto('consents')
    .values({
      user_id: resident.userId,
      document: 'personal-data',
      version,
      text_hash: 'of that day',
      act: 'given',
      acted_at: new Date('2026-11-02T08:00:00Z'),
      address: '192.0.2.1',
      user_agent: 'then',
    })
    .execute();
  const acts = () =>
    world.db
      .selectFrom('consents')
      .select(['version', 'act', 'text_hash'])
      .where('user_id', '=', resident.userId)
      .orderBy('consent_id')
      .execute();
  return { ...resident, visitor, acts };
}

test('each edition stays readable for whoever agreed to it, and there is no other', async () => {
  const visitor = world.visitor();
  const consent = href('legal', { document: 'consent' });
  const [today, older] = [
    await visitor.get(consent),
    await visitor.get(`${consent}?edition=${OLDER}`),
  ];
  expect(today.text).toContain('в профиле, письмом');
  expect(older.text).not.toContain('в профиле, письмом');
  expect(older.text).toContain(findConsentEdition(OLDER)?.paragraphs.at(-1));
  for (const edition of ['2020-01-01', '', '../..', 'toString']) {
    const answer = await visitor.get(`${consent}?edition=${encodeURIComponent(edition)}`);
    expect(answer.status, edition).toBe(404);
  }
});

test('who agreed to an older edition is asked, agrees by a button, and both stay in the register', async () => {
  const anna = await newResident(OLDER);
  const profile = await anna.visitor.get('/profile');
  expect(profile.$(`a[href$="?edition=${OLDER}"]`)).toHaveLength(1);
  expect(profile.$('#consents').parent().text()).toContain('действует прежняя');
  const agreed = await anna.visitor.submit(profile, {}, BUTTON);
  expect(agreed.location).toBe('/profile#consents');
  expect(await anna.acts()).toEqual([
    { version: OLDER, act: 'given', text_hash: 'of that day' },
    {
      version: consentDocument.version,
      act: 'given',
      text_hash: expect.stringMatching(/^\w{64}$/),
    },
  ]);
  const after = (await anna.visitor.get('/profile')).$('#consents').parent();
  expect(after.find('li')).toHaveLength(2);
  expect(after.text()).not.toContain(BUTTON);
});

test('a second press, or a press for an edition that was never shown, records nothing', async () => {
  const anna = await newResident(OLDER);
  const pages = await Promise.all(Array.from({ length: 5 }, () => anna.visitor.get('/profile')));
  await Promise.all(pages.map((page) => anna.visitor.submit(page, {}, BUTTON)));
  expect(await anna.acts()).toHaveLength(2);
  const boris = await newResident(OLDER);
  const _token = String((await boris.visitor.get('/profile')).$('[name=_token]').val());
  for (const edition of ['', OLDER, '2099-01-01']) {
    await boris.visitor.post(href('profileAgreement'), { _token, edition });
  }
  expect(await boris.acts()).toHaveLength(1);
});

test('who agreed to today’s edition is asked nothing', async () => {
  const anna = await newResident(consentDocument.version);
  expect((await anna.visitor.get('/profile')).text).not.toContain(BUTTON);
});
