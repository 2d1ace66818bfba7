import { type DemoCalendar, monthsBack } from './calendar.ts';
import { type Payer, punctual, stoppedAt } from './payers.ts';
import type { StoryFacts } from './story-home.ts';

/** Households that owe, have paid ahead, pay a part, or of which something came to be known late. */
export function storiesOfMoney(calendar: DemoCalendar): StoryFacts[] {
  const back = (months: number) => monthsBack(calendar, months);
  return [
    {
      order: 6,
      title: 'Долг и пени',
      holder: ['Тарасов', 'Денис', 'Юрьевич'],
      address: 'п. Рыбное, ул. Тенистая аллея, д. 21',
      residents: 3,
      uses: 'heating',
      heatedAreaM2: 104.6,
      meter: {},
      payer: stoppedAt(back(9)),
    },
    {
      order: 7,
      title: 'Аванс',
      holder: ['Шилова', 'Вера', 'Максимовна'],
      address: 'г. Калининград, ул. Минская, д. 15, кв. 57',
      residents: 2,
      uses: 'stove',
      meter: {},
      payer: paidAheadIn(back(3)),
    },
    {
      order: 8,
      title: 'Узнали позже: жильцов больше',
      holder: ['Панин', 'Фёдор', 'Ефимович'],
      address: 'г. Калининград, пер. Ганзейский, д. 4, кв. 9',
      residents: 2,
      uses: 'stove_and_heater',
      meter: null,
      events: [
        {
          recordedMonth: back(2),
          event: 'проживает',
          startsOn: back(6),
          value: 3,
          document: 'Справка о составе семьи',
        },
      ],
    },
    {
      order: 10,
      title: 'Льгота',
      holder: ['Никитина', 'Зоя', 'Лаврентьевна'],
      address: 'г. Калининград, ул. 9 Апреля, д. 30, кв. 72',
      residents: 1,
      uses: 'stove',
      meter: {},
      privilege: { from: back(12), share: '0,5' },
    },
  ];
}

const AHEAD_KOPECKS = 500_000;

/** Once a sum that lasts for years of cooking. */
const paidAheadIn =
  (month: string): Payer =>
  (bill, random) =>
    bill.month === month
      ? punctual({ ...bill, balanceKopecks: bill.balanceKopecks + AHEAD_KOPECKS }, random)
      : punctual(bill, random);
