import { type DemoCalendar, dayIn, monthsBack } from './calendar.ts';
import { type StoryFacts, storySerial } from './story-home.ts';

/** Households of which a paper changed some days of a month. */
export const storiesOfPapers = (calendar: DemoCalendar): StoryFacts[] => [
  ...papersOfHouseholds(calendar),
  ...papersOfMeters(calendar),
];

function papersOfHouseholds(calendar: DemoCalendar): StoryFacts[] {
  const back = (months: number) => monthsBack(calendar, months);
  return [
    {
      order: 11,
      title: 'Временное отсутствие',
      holder: ['Ершов', 'Артём', 'Валерьевич'],
      address: 'г. Калининград, ул. Согласия, д. 1, кв. 140',
      residents: 3,
      uses: 'stove_and_heater',
      meter: null,
      events: [
        {
          recordedMonth: back(3),
          event: 'временное отсутствие',
          startsOn: dayIn(back(3), 3),
          endsOn: dayIn(back(3), 24),
          document: 'Заявление № 12 и справка',
        },
      ],
    },
    {
      order: 12,
      title: 'Отключали и подключили',
      holder: ['Мельник', 'Ольга', 'Денисовна'],
      address: 'г. Неман, ул. Каштановая, д. 5, кв. 18',
      residents: 2,
      uses: 'stove_and_heater',
      meter: {},
      readings: {
        day: 9,
        skipped: [back(4)],
        off: { from: dayIn(back(5), 12), to: dayIn(back(3), 7) },
      },
      events: [
        {
          recordedMonth: back(5),
          event: 'отключён',
          startsOn: dayIn(back(5), 12),
          document: 'Акт отключения № 31',
        },
        {
          recordedMonth: back(3),
          event: 'подключён',
          startsOn: dayIn(back(3), 7),
          document: 'Акт подключения № 44',
        },
      ],
    },
  ];
}

function papersOfMeters(calendar: DemoCalendar): StoryFacts[] {
  const back = (months: number) => monthsBack(calendar, months);
  return [
    {
      order: 15,
      title: 'Заявлена неисправность',
      holder: ['Юдина', 'Галина', 'Борисовна'],
      address: 'г. Полесск, ул. Портовая, д. 33',
      residents: 2,
      uses: 'heating',
      heatedAreaM2: 63.4,
      meter: {},
      events: [
        {
          recordedMonth: back(4),
          serialNumber: storySerial(15),
          event: 'неисправность заявлена',
          startsOn: dayIn(back(4), 10),
          endsOn: dayIn(back(4), 20),
          document: 'Заявление № 87',
        },
      ],
    },
    {
      order: 17,
      title: 'Не допустили контролёра',
      holder: ['Зотов', 'Леонид', 'Андреевич'],
      address: 'г. Пионерский, ул. Киевская, д. 7, кв. 2',
      residents: 2,
      uses: 'stove',
      meter: {},
      events: [
        {
          recordedMonth: back(3),
          serialNumber: storySerial(17),
          event: 'не допущен',
          startsOn: dayIn(back(3), 5),
          endsOn: dayIn(back(3), 24),
          document: 'Акт о недопуске № 9',
        },
      ],
    },
  ];
}
