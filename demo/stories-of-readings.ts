import { type DemoCalendar, dayIn, monthsBack } from './calendar.ts';
import type { Shown } from './demo-home.ts';
import { useBetweenM3 } from './gas-use.ts';
import { type StoryFacts, storySerial } from './story-home.ts';

/** Households whose readings came late, not at all, or told something else than the counter. */
export function storiesOfReadings(calendar: DemoCalendar): StoryFacts[] {
  const back = (months: number) => monthsBack(calendar, months);
  return [
    {
      order: 1,
      title: 'Средний расход и перерасчёт',
      holder: ['Лукин', 'Степан', 'Олегович'],
      address: 'г. Гурьевск, ул. Садовая, д. 8',
      residents: 2,
      uses: 'heating',
      heatedAreaM2: 84.2,
      meter: {},
      readings: { skipped: [back(6), back(5)] },
    },
    {
      order: 2,
      title: 'Три средних, потом норматив',
      holder: ['Рогова', 'Инна', 'Аркадьевна'],
      address: 'г. Зеленоградск, ул. Озёрная, д. 19',
      residents: 3,
      uses: 'heating',
      heatedAreaM2: 71.5,
      meter: {},
      readings: { skipped: [back(7), back(6), back(5), back(4), back(3)] },
    },
    {
      order: 9,
      title: 'Счётчик на улице, коэффициент',
      holder: ['Дьяков', 'Роман', 'Сергеевич'],
      address: 'п. Храброво, ул. Зелёная, д. 3',
      residents: 4,
      uses: 'heating',
      heatedAreaM2: 118,
      meter: { model: 'ВК-G4', isOutdoor: true, isThermocompensated: false },
    },
    {
      order: 13,
      title: 'Счётчик перешёл через ноль',
      holder: ['Белова', 'Раиса', 'Тимофеевна'],
      address: 'г. Советск, ул. Горького, д. 41, кв. 6',
      residents: 2,
      uses: 'stove',
      meter: {},
      readings: { fullAfter: back(4) },
    },
    {
      order: 14,
      title: 'Контролёр увидел меньше',
      holder: ['Фомин', 'Геннадий', 'Павлович'],
      address: 'г. Черняховск, ул. Нарвская, д. 27, кв. 11',
      residents: 1,
      uses: 'stove',
      meter: {},
      retell: (shown) => toldTooMuch(shown, { from: back(4), until: back(3) }),
      events: (shown) => [
        {
          recordedMonth: back(3),
          serialNumber: storySerial(14),
          event: 'контрольное показание',
          startsOn: dayIn(back(3), 16),
          value: inspectedValue(shown, { told: back(4) }),
          document: 'Акт проверки № 214',
        },
      ],
    },
  ];
}

const TOO_MUCH_M3 = 60;

/** One reading above what the counter shows, and none in the month of the inspection. */
function toldTooMuch(
  shown: readonly Shown[],
  { from, until }: { from: string; until: string },
): Shown[] {
  return shown
    .filter(({ takenOn }) => takenOn < until || takenOn > dayIn(until, 31))
    .map((one) => ({ ...one, value: one.value + (isIn(one, from) ? TOO_MUCH_M3 : 0) }));
}

const isIn = ({ takenOn }: Shown, month: string): boolean =>
  takenOn.slice(0, 7) === month.slice(0, 7);

function inspectedValue(shown: readonly Shown[], { told }: { told: string }): number {
  const last = shown.find((one) => isIn(one, told))?.value ?? 0;
  const use = useBetweenM3({ heatingM3: 0, kitchenM3: 120 }, dayIn(told, 21), dayIn(told, 46));
  return last - TOO_MUCH_M3 + Math.floor(use);
}
