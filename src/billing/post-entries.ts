import { addDays, addMonths, type PlainDate, type PlainMonth } from '#src/plain-date.ts';
import {
  type Books,
  changePenalties,
  debtOf,
  type Owed,
  owe,
  pay,
  payMonth,
  payPenalties,
  postPenalties,
  reduce,
} from './debts.ts';
import type { MoneyEntry } from './money-entry.ts';

export function lastDayOf(month: PlainMonth): PlainDate {
  const known = lastDays.get(month) ?? addDays(addMonths(month, 1), -1);
  lastDays.set(month, known);
  return known;
}

/** A close asks for the same few months a million times. */
const lastDays = new Map<PlainMonth, PlainDate>();

/**
 * The day on which an entry takes effect. Charges arise when their month ends; a payment counts from
 * the day on which the citizen paid, whenever it came to be known.
 */
export function effectiveOn(entry: MoneyEntry): PlainDate {
  const { kind, billingMonth, valueDate } = entry;
  if (kind === 'charge' || kind === 'recalculation' || kind === 'penalty') {
    return lastDayOf(billingMonth);
  }
  // What makes a debt greater does not do so for days gone by.
  if (kind === 'correction' && entry.amountKopecks > 0) return withinMonth(valueDate, billingMonth);
  return valueDate;
}

function withinMonth(date: PlainDate, month: PlainMonth): PlainDate {
  if (date < month) return month;
  const last = lastDayOf(month);
  return date < last ? date : last;
}

/** Puts entries to the books, day by day; their order within a day is nothing. */
export function postEntries(books: Books, entries: readonly MoneyEntry[]): void {
  const days = Map.groupBy(entries, effectiveOn);
  for (const on of [...days.keys()].sort()) postDay(books, on, days.get(on) ?? []);
}

/** What one day brings, sorted by what it does. */
type Day = {
  openings: Owed[];
  penaltyKopecks: number;
  /** Money that the payer meant for penalties. */
  penaltyPaidKopecks: number;
  corrections: Owed[];
  /** Money that came, minus what went back; by the month that was named, and without a name. */
  named: Map<PlainMonth, number>;
  paidKopecks: number;
  paidMonth: PlainMonth;
  charges: Owed[];
  reductions: Owed[];
  posted: Owed[];
};

function postDay(books: Books, on: PlainDate, entries: readonly MoneyEntry[]): void {
  const day = sortDay(entries);
  for (const opening of day.openings.sort(byMonth)) owe(books, opening);
  if (day.penaltyKopecks !== 0) changePenalties(books, day.penaltyKopecks, on);
  for (const correction of day.corrections.sort(byMonth)) owe(books, correction);
  if (day.penaltyPaidKopecks > 0) payPenalties(books, day.penaltyPaidKopecks, on);
  if (day.penaltyPaidKopecks < 0) changePenalties(books, -day.penaltyPaidKopecks, on);
  postPayments(books, on, day);
  // A month ends after all that its last day brought.
  for (const charge of day.charges.sort(byMonth)) owe(books, charge);
  let freedKopecks = 0;
  for (const { month, amountKopecks } of day.reductions) {
    freedKopecks += reduce(books, month, amountKopecks);
  }
  if (freedKopecks > 0) pay(books, freedKopecks, on);
  let postedKopecks = 0;
  for (const { month, amountKopecks } of day.posted) {
    debtOf(books, month).postedKopecks += amountKopecks;
    postedKopecks += amountKopecks;
  }
  postPenalties(books, postedKopecks, on);
}

function postPayments(books: Books, on: PlainDate, { named, paidKopecks, paidMonth }: Day): void {
  let free = paidKopecks;
  for (const month of [...named.keys()].sort()) {
    const amountKopecks = named.get(month) ?? 0;
    free += amountKopecks > 0 ? payMonth(books, month, { amountKopecks, on }) : amountKopecks;
  }
  if (free > 0) pay(books, free, on);
  // Money that went back: an advance first, or else it is owed again.
  if (free < 0) owe(books, { month: paidMonth, amountKopecks: -free });
}

const byMonth = (a: Owed, b: Owed): number => (a.month < b.month ? -1 : Number(a.month > b.month));

function sortDay(entries: readonly MoneyEntry[]): Day {
  const day: Day = {
    openings: [],
    penaltyKopecks: 0,
    penaltyPaidKopecks: 0,
    corrections: [],
    named: new Map(),
    paidKopecks: 0,
    paidMonth: '',
    charges: [],
    reductions: [],
    posted: [],
  };
  for (const entry of entries) putIntoDay(day, entry);
  return day;
}

function putIntoDay(day: Day, entry: MoneyEntry): void {
  const { kind, billingMonth, amountKopecks, forMonth, valueDate } = entry;
  const isOwed = amountKopecks > 0;
  if (kind === 'penalty') {
    day.posted.push({ month: forMonth ?? billingMonth, amountKopecks });
  } else if (entry.isPenalty) {
    const isMoney = kind === 'payment';
    if (isMoney) day.penaltyPaidKopecks -= amountKopecks;
    else day.penaltyKopecks += amountKopecks;
  } else if (kind === 'charge' || kind === 'recalculation') {
    if (isOwed) day.charges.push({ month: billingMonth, amountKopecks });
    else day.reductions.push({ month: forMonth ?? billingMonth, amountKopecks: -amountKopecks });
  } else if (kind === 'opening' && isOwed) {
    const month = forMonth ?? addMonths(billingMonth, -1);
    day.openings.push({ month, amountKopecks, accruesFrom: valueDate });
  } else if (kind === 'correction' && isOwed) {
    day.corrections.push({ month: billingMonth, amountKopecks });
  } else {
    putPayment(day, entry);
  }
}

function putPayment(day: Day, { billingMonth, amountKopecks, forMonth }: MoneyEntry): void {
  if (billingMonth > day.paidMonth) day.paidMonth = billingMonth;
  if (forMonth === null) day.paidKopecks -= amountKopecks;
  else day.named.set(forMonth, (day.named.get(forMonth) ?? 0) - amountKopecks);
}
