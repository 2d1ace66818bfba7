import { afterAll, beforeAll, test } from 'vitest';
import {
  expectTable,
  type Household,
  type Played,
  playTwoYears,
  readingsFrom,
  testThatBooksAgree,
} from '#test/two-years.ts';

// By hand: every debt apart, each of its days by itself: nothing up to the 30th after the due date, then
// 1/300 and from the 91st on 1/130 of the rate, which is 9.5 % (the key rate of 2025–2026 is above it)
// until August 2026. A month posts round(all so far) − posted before. Due dates that weekends move:
// 12.05.2025, 11.08.2025, 12.01.2026, 16.03.2026, 17.08.2026.

/** Test-owned: the key rate falls below the cap of 9.5 %. */
const FALLEN = [
  ['2026-08-03', 9],
  ['2026-09-14', 5],
] as const;

/**
 * Pays nothing for eight bills, 4000 ₽ on 14.07.2025 (November to January, and 186.23 of February), all
 * that is on the bill on 20.11, and from then on in time. Nothing is paid on the bill of January 2026
 * until 25.03.2026, and that is known in April.
 *   January 2025: 1020.46 × 22/300 = 7.11 (31st day after 10.12.2024 is 10.01.2025).
 *   February: 50/300 = 16.16, less 7.11; December's 1314.50 × 19/300 = 7.91.
 *   March: 60/300 + 21/130 = 35.05, less 16.16; 50/300 = 20.81, less 7.91; 1478.81 × 19/300 = 8.90.
 *   March 2026: 1751.57 × 19/300 = 10.54 (from 13.03). April: 13 days to the 25th were 7.21.
 */
const inArrears: Household = {
  paysOn: 9,
  paidOn: { '2025-07': '2025-07-14', '2025-11': '2025-11-20', '2026-04': '2026-03-25' },
  async settle(world) {
    const home = await world.addHome();
    const shown = [
      [4000, 4118, 4270, 4441, 4590, 4711, 4785, 4818, 4832, 4843, 4856, 4884, 4963],
      [5087, 5247, 5429, 5587, 5714, 5784, 5814, 5829, 5841, 5853, 5886, 5967],
    ];
    await world.addReadings(home, readingsFrom('2024-10-01', shown.flat()));
    return home;
  },
  table: `
    2024-11      118   1020.46      0.00    0.00      0.00   1020.46
    2024-12      152   1314.50      0.00    0.00      0.00   2334.96
    2025-01      171   1478.81      0.00    7.11      0.00   3820.88
    2025-02      149   1288.55      0.00   16.96      0.00   5126.39
    2025-03      121   1046.41      0.00   40.69      0.00   6213.49
    2025-04       74    639.95      0.00   68.37      0.00   6921.81
    2025-05       33    285.38      0.00   99.27      0.00   7306.46
    2025-06       14    121.07      0.00  121.37      0.00   7548.90
    2025-07       11    104.14      0.00   93.88   4000.00   3746.92
    2025-08       13    123.07      0.00   64.17      0.00   3934.16
    2025-09       28    265.08      0.00   68.25      0.00   4267.49
    2025-10       79    747.89      0.00   73.85      0.00   5089.23
    2025-11      124   1173.91      0.00   49.52   5089.23   1223.43
    2025-12      160   1514.72      0.00    0.00   1223.43   1514.72
    2026-01      182   1751.57      0.00    0.00   1514.72   1751.57
    2026-02      158   1520.59      0.00    0.00      0.00   3272.16
    2026-03      127   1222.25      0.00   10.54      0.00   4504.95
    2026-04       70    673.68      0.00   -3.33   4000.00   1175.30
    2026-05       30    288.72      0.00    0.00   1175.30    288.72
    2026-06       15    144.36      0.00    0.00    288.72    144.36
    2026-07       12    115.49      0.00    0.00    144.36    115.49
    2026-08       12    115.49      0.00    0.00    115.49    115.49
    2026-09       33    317.59      0.00    0.00    115.49    317.59
    2026-10       81    779.54      0.00    0.00    317.59    779.54
  `,
};

const counter = [
  [100, 195, 315, 455, 573, 669, 729, 754, 765, 774, 784, 806, 867],
  [966, 1092, 1236, 1357, 1456, 1518, 1545, 1557, 1566, 1576, 1601, 1664],
];

/**
 * Stops paying with the bill of January 2026, but for 1500 ₽ on 20.08.2026: January's 1385.86 and 114.14
 * of February's. What is paid is at the rate of its day, 9 %: 1385.86 × (60/300 + 101/130) × 9 % = 121.85,
 * less the 108.36 posted at 9.5 %. What is not paid is at the rate of the month's last day, from its
 * first day on: 9 % in August, 5 % in September, so September gives back more than it adds.
 *   February's, August: 114.14 × (60/300 + 67/130) × 9 % = 7.35 and 1050.36 × (60/300 + 78/130) × 9 % =
 *   75.63, in all 82.97, posted before 62.12. September: 7.35 + 1050.36 × (60/300 + 108/130) × 5 % =
 *   61.48, so −21.49 for it.
 */
const whileRatesFall: Household = {
  paysOn: 9,
  paidOn: { '2026-08': '2026-08-20' },
  async settle(world) {
    const home = await world.addHome();
    await world.addReadings(home, readingsFrom('2024-10-01', counter.flat()));
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
    2026-01      144   1385.86      0.00    0.00   1192.84   1385.86
    2026-02      121   1164.50      0.00    0.00      0.00   2550.36
    2026-03       99    952.78      0.00    8.34      0.00   3511.48
    2026-04       62    596.69      0.00   18.69      0.00   4126.86
    2026-05       27    259.85      0.00   41.35      0.00   4428.06
    2026-06       12    115.49      0.00   61.23      0.00   4604.78
    2026-07        9     86.62      0.00   81.01      0.00   4772.41
    2026-08       10     96.24      0.00   65.44   1500.00   3434.09
    2026-09       25    240.60      0.00  -32.24      0.00   3642.45
    2026-10       63    606.31      0.00   35.87      0.00   4284.63
  `,
};

/**
 * 5000 ₽ in July 2025 pay for the winter. From 16.01.2026 to the end of August half of the bill is
 * remitted: January 1385.86 − 1385.86 × 0.5 × 16/31 = 1028.22; the half of an odd kopeck is remitted too.
 */
const inAdvance: Household = {
  paysOn: 9,
  paidOn: { '2025-07': '2025-07-15' },
  async settle(world) {
    const home = await world.addHome();
    await world.addReadings(home, readingsFrom('2024-10-01', counter.flat()));
    await world.addPrivilege(home, { from: '2026-01-16', to: '2026-09-01', share: '0.5' });
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
    2025-07        9     85.20      0.00    0.00   5000.00  -4819.67
    2025-08       10     94.67      0.00    0.00      0.00  -4725.00
    2025-09       22    208.27      0.00    0.00      0.00  -4516.73
    2025-10       61    577.49      0.00    0.00      0.00  -3939.24
    2025-11       99    937.23      0.00    0.00      0.00  -3002.01
    2025-12      126   1192.84      0.00    0.00      0.00  -1809.17
    2026-01      144   1028.22      0.00    0.00      0.00   -780.95
    2026-02      121    582.25      0.00    0.00      0.00   -198.70
    2026-03       99    476.39      0.00    0.00      0.00    277.69
    2026-04       62    298.34      0.00    0.00    277.69    298.34
    2026-05       27    129.92      0.00    0.00    298.34    129.92
    2026-06       12     57.74      0.00    0.00    129.92     57.74
    2026-07        9     43.31      0.00    0.00     57.74     43.31
    2026-08       10     48.12      0.00    0.00     43.31     48.12
    2026-09       25    240.60      0.00    0.00     48.12    240.60
    2026-10       63    606.31      0.00    0.00    240.60    606.31
  `,
};

/**
 * Sends nothing and pays nothing for November 2025 to January 2026: each by the average, 767 ÷ 12 =
 * 63.917 m³. February's 40 m³ are of four months, so each of the debts was 94.67 ₽ (96.24 in January) from
 * its beginning. Penalty of November's: in January 605.10 × 22/300 × 9.5 % = 4.22; in February 94.67 × 50/300
 * × 9.5 % = 1.50, so −2.72, and 94.67 × 17/300 × 9.5 % = 0.51 for December's.
 */
const estimatedTooHigh: Household = {
  paysOn: 9,
  async settle(world) {
    const home = await world.addHome();
    const shown = [
      [100, 195, 315, 455, 573, 669, 729, 754, 765, 774, 784, 806, 867],
      [null, null, null, 907, 1006, 1068, 1095, 1107, 1116, 1126, 1151, 1214],
    ];
    await world.addReadings(home, readingsFrom('2024-10-01', shown.flat()));
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
    2025-11   63.917    605.10      0.00    0.00    577.49    605.10
    2025-12   63.917    605.10      0.00    0.00      0.00   1210.20
    2026-01   63.917    615.14      0.00    4.22      0.00   1829.56
    2026-02       10     96.24  -1539.76   -2.21      0.00    383.83
    2026-03       99    952.78      0.00    3.26      0.00   1339.87
    2026-04       62    596.69      0.00    1.16   1339.87    597.85
    2026-05       27    259.85      0.00    0.00    597.85    259.85
    2026-06       12    115.49      0.00    0.00    259.85    115.49
    2026-07        9     86.62      0.00    0.00    115.49     86.62
    2026-08       10     96.24      0.00    0.00     86.62     96.24
    2026-09       25    240.60      0.00    0.00     96.24    240.60
    2026-10       63    606.31      0.00    0.00    240.60    606.31
  `,
};

let played: Played;
beforeAll(async () => {
  const households = [inArrears, whileRatesFall, inAdvance, estimatedTooHigh];
  played = await playTwoYears(households, async (world) => {
    const insert = 'insert into key_rates (valid_from, percent, recorded_at) values ($1, $2, $3)';
    for (const [from, percent] of FALLEN) {
      await world.rows(insert, [from, percent, world.clock.now()]);
    }
  });
}, 120_000);
afterAll(() => played?.world.stop());

test('eight bills not paid, a part, then all; later a payment known too late', () =>
  expectTable(played, inArrears));
test('a debt while the key rate falls', () => expectTable(played, whileRatesFall));
test('paid for the winter in advance, then half of it remitted', () =>
  expectTable(played, inAdvance));
test('a debt by estimates that a reading makes smaller, and its penalties with it', () =>
  expectTable(played, estimatedTooHigh));

testThatBooksAgree(() => played);
