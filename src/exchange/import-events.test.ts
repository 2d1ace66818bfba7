import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { eventsFile, ofHome, ofMeter } from '#test/events-file.ts';
import { openRegisterWorld, type RegisterWorld, registerRow } from '#test/register-world.ts';

let world: RegisterWorld;
beforeAll(async () => {
  world = await openRegisterWorld();
});
afterAll(() => world.stop());
const { startAnew, ochag, load, refusals, events, readings, meter } = eventsFile(() => world);
beforeEach(startAnew);

test('every kind of event is taken with what belongs to it; the same file again changes nothing', async () => {
  const lines = [
    ofMeter('Неисправность заявлена;03.11.2026;10.11.2026;;заявление 17'),
    ofMeter('неисправность выявлена;11.11.2026;;;акт 5'),
    ofMeter('контрольное показание;12.11.2026;;45400;акт 6'),
    ofHome('отключен;13.11.2026;;;'),
    ofHome('подключён;15.11.2026;;;'),
    ofHome('не допущен;16.11.2026;;;акт 8'),
    ofHome('временное отсутствие;01.11.2026;30.11.2026;;справка'),
    ofHome('проживает;01.11.2026;;4;'),
    ofHome('площадь;01.11.2026;;60,25;'),
  ];
  expect(await load(lines)).toMatchObject({
    exitCode: 0,
    counts: { rowsAdded: 9, rowsReplaced: 0, readingsAdded: 1, metersChanged: 0 },
  });
  const none = { value: null, recorded: '2026-11-01', cancelled: null };
  const home = { ...none, isOfMeter: false, to: null, document: '' };
  const loaded = await events();
  expect(loaded).toHaveLength(9);
  expect(loaded).toEqual(
    expect.arrayContaining([
      {
        ...none,
        kind: 'fault_reported',
        isOfMeter: true,
        from: '2026-11-03',
        to: '2026-11-10',
        document: 'заявление 17',
      },
      { ...home, kind: 'disconnected', from: '2026-11-13' },
      { ...home, kind: 'residents', from: '2026-11-01', value: 4 },
      { ...home, kind: 'heated_area', from: '2026-11-01', value: 60.25 },
    ]),
  );
  const before = { events: await events(), ...(await world.snapshot()) };
  expect(await load(lines)).toMatchObject({ hasChanges: false, counts: { rowsKnown: 9 } });
  expect({ events: await events(), ...(await world.snapshot()) }).toEqual(before);
});

test('a control reading counts as an inspector’s, also below what had been told', async () => {
  await load([ofMeter('контрольное показание;12.11.2026;;45300;акт 6')]);
  expect(await readings()).toEqual([
    {
      day: '2026-11-12',
      value: 45300,
      month: '2026-11-01',
      source: 'inspector',
      status: 'accepted',
    },
  ]);
});

test('a meter that is taken away is removed, and put back it is there again under its new seal', async () => {
  await load([ofMeter('снят на поверку;02.11.2026;;45390;акт 1')]);
  expect(await meter()).toEqual({ removed: '2026-11-02', sealed: '2020-09-11' });
  expect(await refusals([ofMeter('контрольное показание;12.11.2026;;45400;')])).toEqual([
    '2 Заводской номер: Счётчик снят 02.11.2026: проверьте номер и дату.',
  ]);
  const back = [
    ofMeter('контрольное показание;12.11.2026;;45400;'),
    ofMeter('поставлен;09.11.2026;;45390;акт 2'),
  ];
  expect(await load(back)).toMatchObject({ exitCode: 0, counts: { metersChanged: 1 } });
  expect(await meter()).toEqual({ removed: null, sealed: '2026-11-09' });
  expect((await readings()).map(({ day, value }) => [day, value])).toEqual([
    ['2026-11-02', 45390],
    ['2026-11-09', 45390],
    ['2026-11-12', 45400],
  ]);
  expect(await world.rows('select removed_on from meter_revisions order by revision_id')).toEqual([
    { removed_on: null },
    { removed_on: '2026-11-02' },
  ]);
});

test('a history of years in any order leaves the meter as it stands today', async () => {
  await load([
    ofMeter('снят на поверку;10.09.2019;;;'),
    ofMeter('поставлен;05.10.2026;;;'),
    ofMeter('снят на поверку;01.10.2026;;;'),
  ]);
  expect(await meter()).toEqual({ removed: null, sealed: '2026-10-05' });
  await load([ofMeter('заменён;20.11.2026;;45420;акт 9')]);
  expect(await meter()).toEqual({ removed: '2026-11-20', sealed: '2026-10-05' });
});

test('an end that comes later cancels the event and tells it anew', async () => {
  await load([ofMeter('снят на поверку;02.11.2026;;;акт 1')]);
  const ended = [ofMeter('снят на поверку;02.11.2026;20.11.2026;;акт 1')];
  expect(await load(ended)).toMatchObject({ counts: { rowsAdded: 1, rowsReplaced: 1 } });
  expect((await events()).map(({ to, cancelled }) => [to, cancelled])).toEqual([
    [null, '2026-11-01'],
    ['2026-11-20', null],
  ]);
  expect(await meter()).toMatchObject({ removed: null });
  expect(await load(ended)).toMatchObject({ hasChanges: false });
});

test('events are taken back with their readings, and the meter and the former events return', async () => {
  await load([ofMeter('снят на поверку;02.11.2026;;45390;акт 1')]);
  const before = { events: await events(), ...(await world.snapshot()) };
  const { importId } = await load([
    ofMeter('снят на поверку;02.11.2026;09.11.2026;45390;акт 1'),
    ofMeter('поставлен;09.11.2026;;45391;акт 2'),
  ]);
  expect(await ochag('import', 'undo', '2')).toMatchObject({
    exitCode: 1,
    said: expect.stringContaining('более поздние импорты меняли те же данные (№): 3'),
  });
  const undone = await ochag('import', 'undo', String(importId));
  expect(undone.out).toContain('События: убрано 2, возвращено 1');
  expect({ events: await events(), ...(await world.snapshot()) }).toEqual(before);
});

test('events are kept once a month was closed after them', async () => {
  const { importId } = await load([ofHome('проживает;01.11.2026;;4;')]);
  await world.pool.query("insert into billing_months values ('2026-11-01', $1)", [
    new Date(world.clock.now().getTime() + 1),
  ]);
  expect(await ochag('import', 'undo', String(importId))).toMatchObject({ exitCode: 1 });
  await load([ofHome('проживает;05.11.2026;;5;')]);
  expect((await events()).map(({ recorded }) => recorded)).toEqual(['2026-11-01', '2026-12-01']);
});

test('a register that still lists a meter which an act took away leaves it away, until it is sealed or read anew', async () => {
  await load([ofMeter('снят на поверку;02.11.2026;;;акт 1')]);
  const away = { removed: '2026-11-02', sealed: '2020-09-11' };
  const again = (changes: Record<string, string>) =>
    world.importRows([
      registerRow({ 'Последнее показание': '45311', 'Дата показания': '21.10.2026', ...changes }),
    ]);
  expect((await again({ ПИН: '111111' })).counts).toMatchObject({ metersChanged: 0 });
  expect(await meter()).toEqual(away);
  expect((await again({ 'Поверка до': '27.05.2030' })).counts).toMatchObject({ metersChanged: 1 });
  expect(await meter()).toEqual(away);
  await again({ 'Последнее показание': '45312', 'Дата показания': '10.11.2026' });
  expect(await meter()).toEqual({ removed: null, sealed: '2020-09-11' });
  await load([ofMeter('заменён;15.11.2026;;;акт 2')]);
  expect(await meter()).toEqual({ removed: '2026-11-15', sealed: '2020-09-11' });
  await again({ 'Дата пломбы': '20.11.2026' });
  expect(await meter()).toEqual({ removed: null, sealed: '2026-11-20' });
});

test('a removal whose days are over does not keep a meter away', async () => {
  await load([ofMeter('снят на поверку;02.11.2026;31.12.2026;;акт 1')]);
  expect(await meter()).toMatchObject({ removed: '2026-11-02' });
  world.clock.set('2027-01-05T10:00:00+02:00');
  await world.importRows([registerRow({ ПИН: '111111' })], { asOf: '2027-01-05' });
  expect(await meter()).toMatchObject({ removed: null });
});
