import { type DemoCalendar, dayIn, monthsBack } from './calendar.ts';
import type { DemoHome, Shown } from './demo-home.ts';
import { useBetweenM3, type YearlyUse } from './gas-use.ts';
import type { DemoMeter, Household } from './household.ts';
import { readMonthly } from './meter-history.ts';
import { randomOf } from './random.ts';
import { type StoryFacts, storySerial } from './story-home.ts';

const heating: YearlyUse = { heatingM3: 980, kitchenM3: 240 };

/** Households whose meter was replaced or taken away, whose verification expired, or who have none. */
export function storiesOfMeters(calendar: DemoCalendar): StoryFacts[] {
  const back = (months: number) => monthsBack(calendar, months);
  return [
    replaced(calendar),
    {
      order: 4,
      title: 'Поверка истекла',
      holder: ['Князева', 'Тамара', 'Егоровна'],
      address: 'г. Светлый, ул. Лесная, д. 2, кв. 30',
      residents: 2,
      uses: 'stove_and_heater',
      meter: { verifiedUntil: dayIn(back(8), 14) },
      readings: { day: 12 },
    },
    {
      order: 5,
      title: 'Нет счётчика',
      holder: ['Орехов', 'Виктор', 'Ильич'],
      address: 'г. Балтийск, ул. Красносельская, д. 12, кв. 4',
      residents: 3,
      uses: 'stove_and_heater',
      meter: null,
    },
    {
      order: 16,
      title: 'Счётчик снимали на поверку',
      holder: ['Гусев', 'Кирилл', 'Матвеевич'],
      address: 'г. Гусев, ул. Янтарная, д. 10',
      residents: 3,
      uses: 'heating',
      heatedAreaM2: 92,
      meter: {},
      readings: { off: { from: dayIn(back(4), 6), to: dayIn(back(4), 14) } },
      events: (shown) => takenAndPutBack(shown, back(4)),
    },
  ];
}

function replaced(calendar: DemoCalendar): StoryFacts {
  const month = monthsBack(calendar, 5);
  const newSerial = '52110403';
  return {
    order: 3,
    title: 'Счётчик заменили',
    holder: ['Савина', 'Елена', 'Николаевна'],
    address: 'п. Васильково, ул. Берёзовая, д. 16',
    residents: 2,
    uses: 'heating',
    heatedAreaM2: 77.8,
    meter: {},
    readings: { to: monthsBack(calendar, 6) },
    retell: (shown) => [...shown, ...newMeterShows(calendar, newSerial)],
    events: (shown) => {
      const last = shown.filter(({ takenOn }) => takenOn < month).at(-1);
      const takenOff = dayIn(month, 14);
      return [
        {
          recordedMonth: month,
          serialNumber: storySerial(3),
          event: 'заменён',
          startsOn: takenOff,
          value: counted(last, takenOff),
          document: 'Акт замены № 118',
        },
      ];
    },
    later: (household) => ({ month, household: withNewMeter(household, newSerial, month) }),
  };
}

const counted = (last: Shown | undefined, day: string): number =>
  last ? last.value + Math.floor(useBetweenM3(heating, last.takenOn, day)) : 0;

/** Sealed four days after the old one went: until then it is a year's average that counts (п. 30). */
const SEALED_ON = 18;

function withNewMeter(
  household: Household,
  serialNumber: string,
  month: string,
): NonNullable<DemoHome['later']>['household'] {
  const sealedOn = dayIn(month, SEALED_ON);
  const [old] = household.meters;
  if (!old) throw new Error('there was no meter to replace');
  const meter: DemoMeter = {
    ...old,
    model: 'ВК-G4Т',
    serialNumber,
    commissionedOn: sealedOn,
    sealedOn,
    verifiedUntil: dayIn(month, 3_640),
    lastValueM3: 0,
    lastReadOn: sealedOn,
  };
  return { ...household, meters: [meter] };
}

function newMeterShows(calendar: DemoCalendar, serialNumber: string): Shown[] {
  const month = monthsBack(calendar, 5);
  const first: Shown = {
    serialNumber,
    takenOn: dayIn(month, 28),
    value: Math.floor(useBetweenM3(heating, dayIn(month, SEALED_ON), dayIn(month, 28))),
    source: 'кабинет',
  };
  const later = readMonthly(
    randomOf(391, 3),
    { yearlyUse: heating, commissionedOn: dayIn(month, SEALED_ON) },
    {
      from: month,
      to: monthsBack(calendar, 1),
      skipped: new Set(),
      day: 28,
      startsAt: first.value,
    },
  );
  return later.map((one) => ({ ...first, ...one }));
}

function takenAndPutBack(shown: readonly Shown[], month: string) {
  const last = shown.filter(({ takenOn }) => takenOn < month).at(-1);
  const value = counted(last, dayIn(month, 6));
  const paper = { recordedMonth: month, serialNumber: storySerial(16), value };
  return [
    {
      ...paper,
      event: 'снят на поверку',
      startsOn: dayIn(month, 6),
      document: 'Акт снятия № 52',
    },
    { ...paper, event: 'поставлен', startsOn: dayIn(month, 14), document: 'Акт опломбировки № 53' },
  ];
}
