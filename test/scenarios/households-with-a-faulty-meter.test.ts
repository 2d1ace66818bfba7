import { afterAll, beforeAll, test } from 'vitest';
import {
  expectTable,
  type Household,
  type Played,
  playTwoYears,
  readingsFrom,
  testThatBooksAgree,
} from '#test/two-years.ts';

// By hand, from the norms: 3 persons × 33 + 120 m² × 8.5 = 1119 m³; 2 persons × 17.25 = 34.5 m³.

/**
 * A fault reported on 10.04.2025 and repaired on the 20th: norm to the day after, 1119 × 11/30 = 410.300
 * m³ × 8.648 = 3548.27 ₽, and the 40 m³ that the counter showed, 345.92. On 01.09.2026 an inspection finds
 * another, repaired on the 30th: six months back from the 1st of March, each by the norm, 10 769.26 ₽, less
 * what was charged: 6 × 10 769.26 − (673.68 + 529.32 + 307.97 + 144.36 + 115.49 + 125.11) = 62 719.63.
 */
const faulty: Household = {
  paysOn: 11,
  async settle(world) {
    const home = await world.addHome({ residents: 3, heatedAreaM2: '120', hasWaterHeater: true });
    const shown = [
      [500, 560, 632, 712, 787, 853, 893, 923, 937, 949, 962, 991, 1049],
      [1112, 1189, 1273, 1352, 1422, 1477, 1509, 1524, 1536, 1549, 1569, 1633],
    ];
    await world.addReadings(home, readingsFrom('2024-10-01', shown.flat()));
    const reported = { from: '2025-04-10', to: '2025-04-20' };
    await world.addEvent(home, { kind: 'fault_reported', ...reported });
    const found = { from: '2026-09-01', to: '2026-09-30' };
    await world.addEvent(home, { kind: 'fault_found', ...found });
    return home;
  },
  table: `
    2024-11       60    518.88      0.00    0.00      0.00    518.88
    2024-12       72    622.66      0.00    0.00    518.88    622.66
    2025-01       80    691.84      0.00    0.00    622.66    691.84
    2025-02       75    648.60      0.00    0.00    691.84    648.60
    2025-03       66    570.77      0.00    0.00    648.60    570.77
    2025-04    450.3   3894.19      0.00    0.00    570.77   3894.19
    2025-05       30    259.44      0.00    0.00   3894.19    259.44
    2025-06       14    121.07      0.00    0.00    259.44    121.07
    2025-07       12    113.60      0.00    0.00    121.07    113.60
    2025-08       13    123.07      0.00    0.00    113.60    123.07
    2025-09       29    274.54      0.00    0.00    123.07    274.54
    2025-10       58    549.09      0.00    0.00    274.54    549.09
    2025-11       63    596.42      0.00    0.00    549.09    596.42
    2025-12       77    728.96      0.00    0.00    596.42    728.96
    2026-01       84    808.42      0.00    0.00    728.96    808.42
    2026-02       79    760.30      0.00    0.00    808.42    760.30
    2026-03       70    673.68      0.00    0.00    760.30    673.68
    2026-04       55    529.32      0.00    0.00    673.68    529.32
    2026-05       32    307.97      0.00    0.00    529.32    307.97
    2026-06       15    144.36      0.00    0.00    307.97    144.36
    2026-07       12    115.49      0.00    0.00    144.36    115.49
    2026-08       13    125.11      0.00    0.00    115.49    125.11
    2026-09     1119  10769.26  62719.63    0.00    125.11  73488.89
    2026-10       64    615.94      0.00    0.00  73488.89    615.94
  `,
};

/**
 * A stove, read on the last day of verification, 17.06.2025: 7 m³, 82.04 ₽, then the norm, 34.5 × 13/30 =
 * 14.950 m³, 175.21 ₽, and 34.5 m³ a month. What is sent meanwhile is kept and not charged. Verified again
 * from 09.10.2025: 34.5 × 8/31 = 8.903 m³, 118.41 ₽, and of the 43 m³ since June October's quarter, 10.75,
 * for the 16 of 24 days up to the reading that are not in the norm: 7.167 m³, 95.32 ₽. Norm months stay.
 * Nobody is let in 16–31.08.2026: 9 × 15/24 = 5.625 m³, 76.05 ₽, and 34.5 × 16/31 = 17.806, 240.74 ₽.
 */
const unverified: Household = {
  paysOn: 16,
  async settle(world) {
    const verified = { verifiedUntil: '2025-06-17' };
    const home = await world.addHome({ residents: 2, hasHeating: false, meter: verified });
    const shown = [
      [416, 428, 441, 454, 466, 477, 489, 499, null, null, null, null, 549],
      [561, 574, 588, 600, 611, 623, 634, 643, 651, 660, 671, 683],
    ];
    await world.addReadings(home, readingsFrom('2024-10-01', shown.flat()));
    await world.addReadings(home, [['2025-06-17', '506']]);
    const refused = { from: '2026-08-16', to: '2026-08-31' };
    await world.addEvent(home, { kind: 'access_refused', ...refused });
    return home;
  },
  later: {
    '2025-08-01': async (world, { meterId }) => {
      await world.rows(
        `insert into meter_readings (personal_account_id, meter_id, value_m3, taken_on,
           billing_month, source, status, not_counted_reason, received_at)
         select personal_account_id, meter_id, 520, '2025-08-24', '2025-08-01', 'cabinet', 'stored',
           'verification_expired', $2
         from meters where meter_id = $1`,
        [meterId, world.clock.now()],
      );
    },
    // The register says so from the 9th on.
    '2025-10-01': async (world, { meterId }) => {
      await world.rows(
        `insert into meter_revisions (personal_account_id, meter_id, valid_from, valid_to, model,
           integer_digits, decimal_digits, is_outdoor, is_thermocompensated, climate_zone,
           commissioned_on, sealed_on, verified_until, removed_on, register_import_id,
           ended_by_import_id)
         select personal_account_id, meter_id, attributes_since, '2025-10-09', model, integer_digits,
           decimal_digits, is_outdoor, is_thermocompensated, climate_zone, commissioned_on, sealed_on,
           verified_until, removed_on, register_import_id, 2
         from meters where meter_id = $1`,
        [meterId],
      );
      await world.rows(
        `update meters set verified_until = '2035-09-30', attributes_since = '2025-10-09'
         where meter_id = $1`,
        [meterId],
      );
    },
  },
  table: `
    2024-11       12    140.64      0.00    0.00      0.00    140.64
    2024-12       13    152.36      0.00    0.00    140.64    152.36
    2025-01       13    152.36      0.00    0.00    152.36    152.36
    2025-02       12    140.64      0.00    0.00    152.36    140.64
    2025-03       11    128.92      0.00    0.00    140.64    128.92
    2025-04       12    140.64      0.00    0.00    128.92    140.64
    2025-05       10    117.20      0.00    0.00    140.64    117.20
    2025-06    21.95    257.25      0.00    0.00    117.20    257.25
    2025-07     34.5    458.85      0.00    0.00    257.25    458.85
    2025-08     34.5    458.85      0.00    0.00    458.85    458.85
    2025-09     34.5    458.85      0.00    0.00    458.85    458.85
    2025-10    16.07    213.73      0.00    0.00    458.85    213.73
    2025-11       12    159.60      0.00    0.00    213.73    159.60
    2025-12       13    172.90      0.00    0.00    159.60    172.90
    2026-01       14    189.28      0.00    0.00    172.90    189.28
    2026-02       12    162.24      0.00    0.00    189.28    162.24
    2026-03       11    148.72      0.00    0.00    162.24    148.72
    2026-04       12    162.24      0.00    0.00    148.72    162.24
    2026-05       11    148.72      0.00    0.00    162.24    148.72
    2026-06        9    121.68      0.00    0.00    148.72    121.68
    2026-07        8    108.16      0.00    0.00    121.68    108.16
    2026-08   23.431    316.79      0.00    0.00    108.16    316.79
    2026-09       11    148.72      0.00    0.00    316.79    148.72
    2026-10       12    162.24      0.00    0.00    148.72    162.24
  `,
};

let played: Played;
beforeAll(async () => {
  played = await playTwoYears([faulty, unverified]);
}, 120_000);
afterAll(() => played?.world.stop());

test('a fault reported, and one found with six months behind it', () =>
  expectTable(played, faulty));
test('verification that ended within a month, and was renewed', () =>
  expectTable(played, unverified));

testThatBooksAgree(() => played);
