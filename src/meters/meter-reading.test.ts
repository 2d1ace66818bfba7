import Big from 'big.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, firstDayOfMonth } from '#src/plain-date.ts';
import { kaliningrad } from '#src/supplier/kaliningrad.ru.ts';
import { judgeReading } from './meter-reading.ts';
import type { Meter, MeterReading, ReadingAttempt, ReadingSituation } from './reading-types.ts';

const meter: Meter = {
  meterId: 1,
  serialNumber: '30412876',
  model: 'ВК-G4Т',
  integerDigits: 5,
  decimalDigits: 0,
  isOutdoor: false,
  isThermocompensated: true,
  commissionedOn: '2020-01-01',
  sealedOn: '2020-01-01',
  verifiedUntil: '2030-01-01',
  removedOn: null,
};

let lastId = 0;
function reading(takenOn: string, value: string, more: Partial<MeterReading> = {}): MeterReading {
  lastId += 1;
  return {
    readingId: lastId,
    meterId: 1,
    value,
    takenOn,
    billingMonth: firstDayOfMonth(takenOn),
    isRollover: false,
    source: 'register',
    status: 'accepted',
    notCountedReason: null,
    userId: null,
    staffMemberId: null,
    confirmationNumber: null,
    correctsReadingId: null,
    receivedAt: new Date(`${takenOn}T10:00:00Z`),
    ...more,
  };
}

const today = '2026-12-12';

function judge(attempt: ReadingAttempt, given: Partial<ReadingSituation> = {}) {
  const situation: ReadingSituation = {
    meter,
    readings: [reading('2026-11-21', '8642')],
    corrects: null,
    today,
    openSince: '2026-12-01',
    userId: 7,
    rules: kaliningrad.readings,
    ...given,
  };
  return judgeReading(attempt, situation);
}

test('a reading says its month, its m³ and its days', () => {
  expect(judge({ value: '8 799' })).toMatchObject({
    ok: true,
    preview: {
      value: '8799',
      volumeM3: '157',
      days: 21,
      volumePerDayM3: '7.476',
      billingMonth: '2026-12-01',
      outcome: 'ok',
      isRollover: false,
    },
  });
});

test('an equal reading and a zero reading are accepted', () => {
  expect(judge({ value: '8642' })).toMatchObject({ ok: true, preview: { volumeM3: '0' } });
  expect(judge({ value: '0' }, { readings: [] })).toMatchObject({
    ok: true,
    preview: { volumeM3: null, previous: null, outcome: 'ok' },
  });
});

test('a reading below the previous one is refused with reasons to choose', () => {
  expect(judge({ value: '8641' })).toMatchObject({
    ok: false,
    code: 'below_previous',
    previous: { value: '8642', takenOn: '2026-11-21' },
    reasons: ['typo', 'rollover', 'meter_replaced'],
  });
  const own = reading('2026-12-05', '8799', { source: 'cabinet', userId: 7 });
  expect(judge({ value: '8700' }, { readings: [own] })).toMatchObject({
    reasons: ['typo', 'rollover', 'meter_replaced', 'correction'],
  });
});

test('a turn through zero needs the resident to say so and the meter to be able to', () => {
  const readings = [reading('2026-11-21', '99980')];
  expect(judge({ value: '15' }, { readings })).toMatchObject({ code: 'below_previous' });
  expect(judge({ value: '15', isRollover: true }, { readings })).toMatchObject({
    ok: true,
    preview: { volumeM3: '35', isRollover: true },
  });
  expect(judge({ value: '8641', isRollover: true })).toMatchObject({
    code: 'rollover_impossible',
    volumeM3: '99999',
    maximumM3: '3024',
  });
});

test('«passed through zero» is ignored for a reading that is not below the previous one', () => {
  expect(judge({ value: '8799', isRollover: true })).toMatchObject({
    ok: true,
    preview: { volumeM3: '157', isRollover: false },
  });
});

test('an improbable volume is one question, and a confirmed one is no longer a question', () => {
  const lastYear = [
    reading('2025-11-21', '8000'),
    reading('2025-12-21', '8050'),
    reading('2026-11-21', '8642'),
  ];
  const over = { value: '8793' };
  expect(judge(over, { readings: lastYear })).toMatchObject({
    preview: {
      outcome: 'improbable',
      improbable: { reason: 'over_usual', usualM3: '50' },
      sameMonthLastYear: { month: '2025-12-01', volumeM3: '50' },
    },
  });
  const confirmed = { ...over, isConfirmedImprobable: true };
  expect(judge(confirmed, { readings: lastYear })).toMatchObject({ preview: { outcome: 'ok' } });
  expect(judge({ value: '8792' }, { readings: lastYear })).toMatchObject({
    preview: { outcome: 'ok', improbable: null },
  });
  expect(judge({ value: '11667' })).toMatchObject({
    preview: { outcome: 'improbable', improbable: { reason: 'over_maximum_flow' } },
  });
  expect(judge({ value: '11666' })).toMatchObject({ preview: { outcome: 'ok' } });
});

test('three times a small month is no question below 100 m³', () => {
  const readings = [
    reading('2025-11-21', '8000'),
    reading('2025-12-21', '8001'),
    reading('2026-11-21', '8642'),
  ];
  expect(judge({ value: '8742' }, { readings })).toMatchObject({ preview: { outcome: 'ok' } });
  expect(judge({ value: '8743' }, { readings })).toMatchObject({
    preview: { outcome: 'improbable' },
  });
});

test('a reading may be dated up to the previous one, and no day may be invented', () => {
  const codes = {
    '2026-12-13': 'date_in_future',
    '2026-11-20': 'date_before_previous',
    '1989-12-31': 'date_too_old',
    '2026-02-30': 'date_invalid',
    '31.11.2026': 'date_invalid',
    вчера: 'date_invalid',
  };
  for (const [takenOn, code] of Object.entries(codes)) {
    expect(judge({ value: '8799', takenOn }), takenOn).toMatchObject({ ok: false, code });
  }
  for (const takenOn of ['2026-12-11', '11.12.2026', '11.12.26', '11/12/2026', '2026-11-21']) {
    expect(judge({ value: '8799', takenOn }), takenOn).toMatchObject({ ok: true });
  }
  expect(judge({ value: '5', takenOn: '2019-12-31' }, { readings: [] })).toMatchObject({
    code: 'date_before_meter',
  });
});

test('a reading of a closed month counts in the first open one', () => {
  expect(judge({ value: '8799', takenOn: '2026-11-30' })).toMatchObject({
    preview: { takenOn: '2026-11-30', billingMonth: '2026-12-01' },
  });
});

test('after the last day of verification a reading is stored and never questioned', () => {
  const expired = { ...meter, verifiedUntil: '2026-12-11' };
  expect(judge({ value: '99999' }, { meter: expired })).toMatchObject({
    preview: { outcome: 'stored', notCountedReason: 'verification_expired', improbable: null },
  });
  const onLastDay = { value: '8799', takenOn: '2026-12-11' };
  expect(judge(onLastDay, { meter: expired })).toMatchObject({ preview: { outcome: 'ok' } });
  expect(judge({ value: '8799' }, { meter: { ...meter, verifiedUntil: null } })).toMatchObject({
    preview: { outcome: 'ok' },
  });
});

test('the same value of the same day from the same person is a repeat, told as it was', () => {
  const own = reading(today, '8799', { source: 'cabinet', userId: 7 });
  const readings = [reading('2026-11-21', '8642'), own];
  expect(judge({ value: '8799' }, { readings })).toMatchObject({
    preview: { repeats: { readingId: own.readingId }, volumeM3: '157' },
  });
  expect(judge({ value: '8799' }, { readings, userId: 8 })).toMatchObject({
    preview: { repeats: null, volumeM3: '0' },
  });
  const turned = { ...own, value: '15', isRollover: true };
  const around = { readings: [reading('2026-11-21', '99980'), turned] };
  expect(judge({ value: '15' }, around)).toMatchObject({
    preview: { repeats: { value: '15' }, volumeM3: '35' },
  });
});

test('an accepted reading never makes the count go back, whatever is tried', () => {
  const value = fc.nat(99_999).map(String);
  const attempt = fc.record({
    value,
    takenOn: fc.integer({ min: -40, max: 3 }).map((days) => addDays(today, days)),
    isRollover: fc.boolean(),
    isConfirmedImprobable: fc.boolean(),
  });
  fc.assert(
    fc.property(attempt, fc.array(value, { maxLength: 4 }), (tried, shown) => {
      const inOrder = shown.toSorted((a, b) => Number(a) - Number(b));
      const readings = inOrder.map((one, n) => reading(addDays('2026-11-01', n * 9), one));
      const verdict = judge(tried, { readings });
      if (!verdict.ok) return;
      const { volumeM3, previous, isRollover, takenOn, outcome } = verdict.preview;
      expect(takenOn <= today && (previous === null || takenOn >= previous.takenOn)).toBe(true);
      expect(volumeM3 === null || new Big(volumeM3).gte(0)).toBe(true);
      if (previous) {
        const turn = isRollover ? 100_000 : 0;
        const difference = Number(tried.value) + turn - Number(previous.value);
        expect(volumeM3).toBe(String(difference));
        expect(isRollover).toBe(Number(tried.value) < Number(previous.value));
      }
      if (tried.isConfirmedImprobable) expect(outcome).not.toBe('improbable');
    }),
  );
});

test('a correction fits between its neighbours, whatever is tried', () => {
  const before = reading('2026-12-01', '1000');
  const own = reading('2026-12-05', '1100', { source: 'cabinet', userId: 7 });
  const after = reading('2026-12-09', '1200');
  const attempt = fc.record({
    value: fc.integer({ min: 900, max: 1300 }).map(String),
    takenOn: fc.integer({ min: 1, max: 12 }).map((day) => addDays('2026-11-30', day)),
  });
  fc.assert(
    fc.property(attempt, (tried) => {
      const readings = [before, own, after];
      const { ok } = judge(tried, { readings, corrects: own });
      const fits = Number(tried.value) >= 1000 && Number(tried.value) <= 1200;
      const isBetween = tried.takenOn >= '2026-12-01' && tried.takenOn <= '2026-12-09';
      expect(ok).toBe(fits && isBetween);
    }),
  );
});
