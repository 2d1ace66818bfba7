import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addYearBefore,
  expectTable,
  type Household,
  type Played,
  playTwoYears,
  readingsFrom,
  testThatBooksAgree,
} from '#test/two-years.ts';

// By hand, at the prices of heating: 8.648 ₽, from July 2025 9.467, from January 2026 9.624.

/**
 * 68 m³ a month. On 14.04.2026 the meter goes at 4533, on the 18th another is sealed at 0. To the day
 * after the seal the average, 68 × 5/30 = 11.333: 13 m³ 125.11 + 11.333 m³ 109.07 + 29 m³ 279.10.
 */
const withANewMeter: Household = {
  paysOn: 14,
  async settle(world) {
    const home = await world.addHome({ meter: { removedOn: '2026-04-14' } });
    const every68 = (months: number, from: number) =>
      Array.from({ length: months }, (_, at) => from + 68 * at);
    await addYearBefore(world, home, every68(13, 2548));
    await world.addReadings(home, [
      ...readingsFrom('2024-11-01', every68(17, 3432)),
      ['2026-04-14', '4533'],
    ]);
    await world.addEvent(home, { kind: 'replaced', from: '2026-04-14' });
    const meterId = await world.addMeter(home.personalAccountId, { sealedOn: '2026-04-18' });
    await world.addReadings(
      home,
      [['2026-04-18', '0'], ...readingsFrom('2026-04-01', [29, 89, 120, 135, 147, 177, 247])],
      { meterId },
    );
    return home;
  },
  table: `
    2024-11       68    588.06      0.00    0.00      0.00    588.06
    2024-12       68    588.06      0.00    0.00    588.06    588.06
    2025-01       68    588.06      0.00    0.00    588.06    588.06
    2025-02       68    588.06      0.00    0.00    588.06    588.06
    2025-03       68    588.06      0.00    0.00    588.06    588.06
    2025-04       68    588.06      0.00    0.00    588.06    588.06
    2025-05       68    588.06      0.00    0.00    588.06    588.06
    2025-06       68    588.06      0.00    0.00    588.06    588.06
    2025-07       68    643.76      0.00    0.00    588.06    643.76
    2025-08       68    643.76      0.00    0.00    643.76    643.76
    2025-09       68    643.76      0.00    0.00    643.76    643.76
    2025-10       68    643.76      0.00    0.00    643.76    643.76
    2025-11       68    643.76      0.00    0.00    643.76    643.76
    2025-12       68    643.76      0.00    0.00    643.76    643.76
    2026-01       68    654.43      0.00    0.00    643.76    654.43
    2026-02       68    654.43      0.00    0.00    654.43    654.43
    2026-03       68    654.43      0.00    0.00    654.43    654.43
    2026-04   53.333    513.28      0.00    0.00    654.43    513.28
    2026-05       60    577.44      0.00    0.00    513.28    577.44
    2026-06       31    298.34      0.00    0.00    577.44    298.34
    2026-07       15    144.36      0.00    0.00    298.34    144.36
    2026-08       12    115.49      0.00    0.00    144.36    115.49
    2026-09       30    288.72      0.00    0.00    115.49    288.72
    2026-10       70    673.68      0.00    0.00    288.72    673.68
  `,
};

/**
 * Four digits. In August 2025 the inspector reads 9774 where 9794 had been sent: 20 m³ go back, 189.34 ₽.
 * In December 9956 turns to 82: 10 000 − 9956 + 82 = 126 m³. The inspector’s 535 of 19.05.2026 closes
 * May.
 */
const throughZero: Household = {
  paysOn: 13,
  async settle(world) {
    const home = await world.addHome({ meter: { integerDigits: 4 } });
    const shown = [
      [9120, 9215, 9335, 9475, 9593, 9689, 9749, 9774, 9785, 9794, null, 9796, 9857],
      [9956, null, 226, 347, 446, 508, null, 547, 556, 566, 591, 654],
    ];
    await world.addReadings(home, readingsFrom('2024-10-01', shown.flat()));
    await world.addReadings(home, [['2025-12-24', '82']], { isRollover: true });
    const inspected = [['2025-08-14', '9774'] as const, ['2026-05-19', '535'] as const];
    await world.addReadings(home, inspected, { source: 'inspector' });
    return home;
  },
  table: `
    2024-11       95    821.56      0.00    0.00      0.00    821.56
    2024-12      120   1037.76      0.00    0.00    821.56   1037.76
    2025-01      140   1210.72      0.00    0.00   1037.76   1210.72
    2025-02      118   1020.46      0.00    0.00   1210.72   1020.46
    2025-03       96    830.21      0.00    0.00   1020.46    830.21
    2025-04       60    518.88      0.00    0.00    830.21    518.88
    2025-05       25    216.20      0.00    0.00    518.88    216.20
    2025-06       11     95.13      0.00    0.00    216.20     95.13
    2025-07        9     85.20      0.00    0.00     95.13     85.20
    2025-08        0      0.00   -189.34    0.00     85.20   -189.34
    2025-09       22    208.27      0.00    0.00      0.00     18.93
    2025-10       61    577.49      0.00    0.00     18.93    577.49
    2025-11       99    937.23      0.00    0.00    577.49    937.23
    2025-12      126   1192.84      0.00    0.00    937.23   1192.84
    2026-01      144   1385.86      0.00    0.00   1192.84   1385.86
    2026-02      121   1164.50      0.00    0.00   1385.86   1164.50
    2026-03       99    952.78      0.00    0.00   1164.50    952.78
    2026-04       62    596.69      0.00    0.00    952.78    596.69
    2026-05       27    259.85      0.00    0.00    596.69    259.85
    2026-06       12    115.49      0.00    0.00    259.85    115.49
    2026-07        9     86.62      0.00    0.00    115.49     86.62
    2026-08       10     96.24      0.00    0.00     86.62     96.24
    2026-09       25    240.60      0.00    0.00     96.24    240.60
    2026-10       63    606.31      0.00    0.00    240.60    606.31
  `,
};

/** Shut off 12.01.2026 at 59 m³ since December, open again on 16.03; nothing is charged between. */
const shutOff: Household = {
  paysOn: 17,
  async settle(world) {
    const home = await world.addHome();
    const shown = [
      [5000, 5095, 5215, 5355, 5473, 5569, 5629, 5654, 5665, 5674, 5684, 5706, 5767],
      [5866, 5992, null, null, 6091, 6153, 6180, 6192, 6201, 6211, 6236, 6299],
    ];
    await world.addReadings(home, readingsFrom('2024-10-01', shown.flat()));
    await world.addReadings(home, [['2026-01-12', '6051']]);
    await world.addEvent(home, { kind: 'disconnected', from: '2026-01-12', meterId: null });
    await world.addEvent(home, { kind: 'connected', from: '2026-03-16', meterId: null });
    return home;
  },
  table: `
    2024-11       95    821.56      0.00    0.00      0.00    821.56
    2024-12      120   1037.76      0.00    0.00    821.56   1037.76
    2025-01      140   1210.72      0.00    0.00   1037.76   1210.72
    2025-02      118   1020.46      0.00    0.00   1210.72   1020.46
    2025-03       96    830.21      0.00    0.00   1020.46    830.21
    2025-04       60    518.88      0.00    0.00    830.21    518.88
    2025-05       25    216.20      0.00    0.00    518.88    216.20
    2025-06       11     95.13      0.00    0.00    216.20     95.13
    2025-07        9     85.20      0.00    0.00     95.13     85.20
    2025-08       10     94.67      0.00    0.00     85.20     94.67
    2025-09       22    208.27      0.00    0.00     94.67    208.27
    2025-10       61    577.49      0.00    0.00    208.27    577.49
    2025-11       99    937.23      0.00    0.00    577.49    937.23
    2025-12      126   1192.84      0.00    0.00    937.23   1192.84
    2026-01       59    567.82      0.00    0.00   1192.84    567.82
    2026-02        0      0.00      0.00    0.00    567.82      0.00
    2026-03       40    384.96      0.00    0.00      0.00    384.96
    2026-04       62    596.69      0.00    0.00    384.96    596.69
    2026-05       27    259.85      0.00    0.00    596.69    259.85
    2026-06       12    115.49      0.00    0.00    259.85    115.49
    2026-07        9     86.62      0.00    0.00    115.49     86.62
    2026-08       10     96.24      0.00    0.00     86.62     96.24
    2026-09       25    240.60      0.00    0.00     96.24    240.60
    2026-10       63    606.31      0.00    0.00    240.60    606.31
  `,
};

/** The same days without a meter: 17.25 × 11/31 = 6.121 in January, 17.25 × 16/31 = 8.903 in March. */
const shutOffWithoutMeter: Household = {
  paysOn: 17,
  async settle(world) {
    const home = await world.addHome({ residents: 1, hasHeating: false, meter: null });
    await world.addEvent(home, { kind: 'disconnected', from: '2026-01-12' });
    await world.addEvent(home, { kind: 'connected', from: '2026-03-16' });
    return home;
  },
  table: `
    2024-11    17.25    202.17      0.00    0.00      0.00    202.17
    2024-12    17.25    202.17      0.00    0.00    202.17    202.17
    2025-01    17.25    202.17      0.00    0.00    202.17    202.17
    2025-02    17.25    202.17      0.00    0.00    202.17    202.17
    2025-03    17.25    202.17      0.00    0.00    202.17    202.17
    2025-04    17.25    202.17      0.00    0.00    202.17    202.17
    2025-05    17.25    202.17      0.00    0.00    202.17    202.17
    2025-06    17.25    202.17      0.00    0.00    202.17    202.17
    2025-07    17.25    229.43      0.00    0.00    202.17    229.43
    2025-08    17.25    229.43      0.00    0.00    229.43    229.43
    2025-09    17.25    229.43      0.00    0.00    229.43    229.43
    2025-10    17.25    229.43      0.00    0.00    229.43    229.43
    2025-11    17.25    229.43      0.00    0.00    229.43    229.43
    2025-12    17.25    229.43      0.00    0.00    229.43    229.43
    2026-01    6.121     82.76      0.00    0.00    229.43     82.76
    2026-02        0      0.00      0.00    0.00     82.76      0.00
    2026-03    8.903    120.37      0.00    0.00      0.00    120.37
    2026-04    17.25    233.22      0.00    0.00    120.37    233.22
    2026-05    17.25    233.22      0.00    0.00    233.22    233.22
    2026-06    17.25    233.22      0.00    0.00    233.22    233.22
    2026-07    17.25    233.22      0.00    0.00    233.22    233.22
    2026-08    17.25    233.22      0.00    0.00    233.22    233.22
    2026-09    17.25    233.22      0.00    0.00    233.22    233.22
    2026-10    17.25    233.22      0.00    0.00    233.22    233.22
  `,
};

let played: Played;
beforeAll(async () => {
  const households = [withANewMeter, throughZero, shutOff, shutOffWithoutMeter];
  played = await playTwoYears(households);
}, 120_000);
afterAll(() => played?.world.stop());

test('a meter replaced, with four days between', async () => {
  await expectTable(played, withANewMeter);
  const home = played.homes.get(withANewMeter);
  const lines = home && (await played.world.linesOf(home, '2026-04-01'));
  expect(lines).toMatchObject([
    { method: 'METER', from: '2026-04-01', to: '2026-04-14', volume: '13', kopecks: 12_511 },
    { method: 'AVG_P30', from: '2026-04-14', to: '2026-04-19', volume: '11.333', kopecks: 10_907 },
    { method: 'METER', from: '2026-04-19', to: '2026-05-01', volume: '29', kopecks: 27_910 },
  ]);
});
test('a counter through zero, and an inspector who reads less than was sent', () =>
  expectTable(played, throughZero));
test('gas shut off for two months of winter', () => expectTable(played, shutOff));
test('gas shut off, without a meter', () => expectTable(played, shutOffWithoutMeter));

testThatBooksAgree(() => played);
