import { addDays, addMonths, firstDayOfMonth } from '#src/plain-date.ts';
import { useBetweenM3 } from './gas-use.ts';
import type { DemoMeter, Household } from './household.ts';
import { between, chance, pick, type Random, randomOf } from './random.ts';

const headings = 'Лицевой счёт;Заводской номер;Дата;Показание;Источник';

/** Weighted: a word that stands more often is met more often. */
const sources = [
  ...Array.from({ length: 9 }, () => 'кабинет'),
  ...Array.from({ length: 4 }, () => 'телефон'),
  ...Array.from({ length: 3 }, () => 'банк'),
  ...Array.from({ length: 2 }, () => 'офис'),
  'квитанция',
  'контролёр',
];

export type HistoryChoice = {
  seed: number;
  months: number;
  /** Whose months were all sent by the resident, but for a few that nobody sent. */
  storyOf: ReadonlySet<string>;
};

/** Readings before the register's last one, as a file for `import readings`. */
export function* historyLines(
  households: Iterable<Household>,
  choice: HistoryChoice,
): Generator<string> {
  yield headings;
  let index = 0;
  for (const household of households) {
    index += 1;
    const random = randomOf(choice.seed + 1, index);
    for (const meter of household.meters) {
      const isStory = choice.storyOf.has(household.number);
      for (const { takenOn, value } of pastReadings(random, meter, choice.months, isStory)) {
        if (household.closedOn && takenOn >= household.closedOn) continue;
        const [year, month, day] = takenOn.split('-');
        const source = isStory ? 'кабинет' : pick(random, sources);
        yield [household.number, meter.serialNumber, `${day}.${month}.${year}`, value, source].join(
          ';',
        );
      }
    }
  }
}

/** Backwards from the last reading, month by month, with better and worse months and gaps. */
function* pastReadings(random: Random, meter: DemoMeter, months: number, isStory: boolean) {
  let { lastReadOn: laterOn, lastValueM3: later } = meter;
  const lastMonth = firstDayOfMonth(laterOn);
  const monthsSkipped = gapMonths(random, months, isStory);
  for (let back = 1; back <= months; back += 1) {
    const takenOn = addDays(addMonths(lastMonth, -back), between(random, 15, 24));
    if (monthsSkipped.has(back)) continue;
    if (takenOn <= meter.commissionedOn) return;
    const used = useBetweenM3(meter.yearlyUse, takenOn, laterOn);
    later -= Math.round(used * (0.88 + random() * 0.24));
    if (later < 0) return;
    laterOn = takenOn;
    yield { takenOn, value: later };
  }
}

/** Summers are forgotten together; other months one by one. */
function gapMonths(random: Random, months: number, isStory: boolean): ReadonlySet<number> {
  if (isStory) return new Set([3]);
  const isForgetful = chance(random, 0.2);
  const skipped = new Set<number>();
  for (let back = 1; back <= months; back += 1) {
    if (!chance(random, isForgetful ? 0.25 : 0.04)) continue;
    const length = isForgetful ? between(random, 1, 4) : 1;
    for (let month = back; month < back + length; month += 1) skipped.add(month);
  }
  return skipped;
}
