import { makeAnnasFlat, makeAnnasHouse } from './anna.ts';
import type { DemoCalendar } from './calendar.ts';
import type { DemoHome } from './demo-home.ts';
import { makeFillers } from './fillers.ts';
import { storiesOfMeters } from './stories-of-meters.ts';
import { storiesOfMoney } from './stories-of-money.ts';
import { storiesOfPapers } from './stories-of-papers.ts';
import { storiesOfReadings } from './stories-of-readings.ts';
import { type Story, tellStory } from './story-home.ts';

/** Each can be opened by the second demo resident; docs/demo.md is the list of them. */
export const makeStories = (calendar: DemoCalendar): Story[] =>
  [
    ...storiesOfReadings(calendar),
    ...storiesOfMeters(calendar),
    ...storiesOfMoney(calendar),
    ...storiesOfPapers(calendar),
  ]
    .sort((a, b) => a.order - b.order)
    .map((facts) => tellStory(facts, calendar));

export function makeHomes({
  calendar,
  count,
}: {
  calendar: DemoCalendar;
  count: number;
}): DemoHome[] {
  const named = [
    makeAnnasHouse(calendar),
    makeAnnasFlat(calendar),
    ...makeStories(calendar).map(({ home }) => home),
  ];
  return [...named, ...makeFillers(count - named.length, calendar)];
}
