import { addDays } from '#src/plain-date.ts';
import type { DemoCalendar } from './calendar.ts';
import type { DemoEvent, DemoHome, Shown } from './demo-home.ts';
import type { DemoMeter, Household } from './household.ts';
import { type Payer, punctual } from './payers.ts';
import { type HomeReadings, readHome } from './read-home.ts';

/** One household of which one rule can be seen at work. */
export type Story = {
  /** The name that its resident gave it. */
  title: string;
  home: DemoHome;
};

type Uses = 'stove' | 'stove_and_heater' | 'heating';

export type StoryFacts = {
  /** From 1; the end of its number. */
  order: number;
  title: string;
  holder: readonly [lastName: string, firstName: string, middleName: string];
  address: string;
  residents: number;
  uses: Uses;
  heatedAreaM2?: number;
  /** null: there is none. */
  meter: Partial<DemoMeter> | null;
  readings?: Partial<HomeReadings>;
  /** What else was shown, or was shown otherwise. */
  retell?: (shown: readonly Shown[]) => readonly Shown[];
  payer?: Payer;
  /** Of the readings one may want to know how far the counter was. */
  events?: readonly DemoEvent[] | ((shown: readonly Shown[]) => readonly DemoEvent[]);
  privilege?: DemoHome['privilege'];
  later?: (household: Household) => DemoHome['later'];
};

const storyNumber = (order: number): string => `3900300000${String(order).padStart(2, '0')}`;
export const storySerial = (order: number): string => `413005${String(order).padStart(2, '0')}`;

const READ_ON = 21;
const yearlyUses: Record<Uses, DemoMeter['yearlyUse']> = {
  stove: { heatingM3: 0, kitchenM3: 120 },
  stove_and_heater: { heatingM3: 0, kitchenM3: 330 },
  heating: { heatingM3: 980, kitchenM3: 240 },
};

export function tellStory(facts: StoryFacts, calendar: DemoCalendar): Story {
  const { order, title, retell = (shown) => shown, payer = punctual, events = [] } = facts;
  const meter = facts.meter && makeMeter(facts, facts.meter, calendar);
  const read =
    meter && readHome(meter, { calendar, order: order + 10, day: READ_ON, ...facts.readings });
  const shown = retell(read?.shown ?? []);
  const household = makeHousehold(facts, read ? [read.meter] : []);
  const later = facts.later?.(household);
  return {
    title,
    home: {
      household,
      shown,
      payer,
      events: typeof events === 'function' ? events(shown) : events,
      ...(facts.privilege ? { privilege: facts.privilege } : {}),
      ...(later ? { later } : {}),
    },
  };
}

function makeMeter(
  { order, uses }: StoryFacts,
  meter: Partial<DemoMeter>,
  { firstMonth, openMonth }: DemoCalendar,
): DemoMeter {
  const isHeating = uses === 'heating';
  return {
    model: isHeating ? 'Гранд-4' : 'Гранд-1,6',
    serialNumber: storySerial(order),
    integerDigits: isHeating ? 5 : 4,
    isOutdoor: false,
    isThermocompensated: true,
    climateZone: 1,
    commissionedOn: addDays(firstMonth, -1_330),
    sealedOn: addDays(firstMonth, -1_327),
    verifiedUntil: addDays(openMonth, 1_590),
    lastValueM3: 0,
    lastReadOn: firstMonth,
    yearlyUse: yearlyUses[uses],
    ...meter,
  };
}

function makeHousehold(facts: StoryFacts, meters: DemoMeter[]): Household {
  const { order, holder, address, residents, uses, heatedAreaM2 = null } = facts;
  const [lastName, firstName, middleName] = holder;
  return {
    number: storyNumber(order),
    unifiedNumber: '',
    lastName,
    firstName,
    middleName,
    address,
    fiasId: '',
    residents,
    heatedAreaM2,
    hasStove: true,
    hasWaterHeater: uses === 'stove_and_heater',
    hasHeating: uses === 'heating',
    hasCentralHotWater: uses === 'stove',
    openedOn: '2006-09-04',
    closedOn: null,
    meters,
    balanceKopecks: 0,
    penaltyKopecks: 0,
    debtSince: null,
    lastBillKopecks: 52_340,
    pin: String(610_200 + order),
  };
}
