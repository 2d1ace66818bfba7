import { errorForLog } from '#src/jobs/error-for-log.ts';
import type { AskDeps } from '#src/payments/ask-gateway.ts';
import type { Gateway, Span } from '#src/payments/gateway.ts';
import { type BookedPayment, findBookedOfDay } from '#src/payments/gateway-books-store.ts';
import { gatewayActor } from '#src/payments/learn-payment.ts';
import type { PlainDate } from '#src/plain-date.ts';
import type { DifferenceKind, FoundDifference } from './differences-store.ts';

/** What came of holding a gateway's books of a day against ours. */
export type GatewayCompared = {
  gateway: string;
  /** false: it was silent about something, and is asked again. */
  isComplete: boolean;
  /** false: what it has and we never began could not be seen. */
  hasList: boolean;
  ours: Sum;
  theirs: Sum;
  found: FoundDifference[];
  /** What was not so in our books and is now. */
  mended: FoundDifference[];
};
export type Sum = { count: number; kopecks: number };

/** One comparison under way. */
export type Comparing = {
  deps: AskDeps;
  gateway: Gateway;
  day: PlainDate;
  span: Span;
  done: GatewayCompared;
};

export const findOurs = ({ deps, gateway, day, span }: Comparing): Promise<BookedPayment[]> =>
  findBookedOfDay(deps.db, gatewayActor, { gateway: gateway.name, day, span });

export const sumOf = (sums: readonly number[]): Sum => ({
  count: sums.length,
  kopecks: sums.reduce((sum, kopecks) => sum + kopecks, 0),
});

type About = Omit<FoundDifference, 'kind' | 'day' | 'subject'> & {
  subject?: string;
  /** The gateway's own number. */
  id?: string;
};

const rowOf = (
  { gateway, day }: Comparing,
  kind: DifferenceKind,
  about: About,
): FoundDifference => {
  const { id, subject = `${gateway.name} ${id}`, ...rest } = about;
  return { kind, day, subject, ...rest };
};

/** For people. */
export function note(comparing: Comparing, kind: DifferenceKind, about: About): void {
  comparing.done.found.push(rowOf(comparing, kind, about));
}

/** Put right already. */
export function noteMended(comparing: Comparing, kind: DifferenceKind, about: About): void {
  comparing.done.mended.push(rowOf(comparing, kind, about));
}

/** What breaks at one payment is told, and leaves the comparison of the others whole. */
export async function apart(
  { deps, done }: Comparing,
  paymentId: number,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work();
  } catch (error) {
    done.isComplete = false;
    const about = { paymentId, gateway: done.gateway, err: errorForLog(error) };
    deps.log.error(about, 'a payment could not be compared with its gateway');
  }
}

/** Asked at once: a gateway that answers in a second is through a thousand in two minutes. */
const TOGETHER = 8;

export async function eachOf<T>(list: readonly T[], work: (one: T) => Promise<void>) {
  const left = list.values();
  async function lane(): Promise<void> {
    for (const one of left) await work(one);
  }
  // One that breaks waits for the others: nothing goes on behind the back of whoever asked.
  const lanes = await Promise.allSettled(Array.from({ length: TOGETHER }, lane));
  const broken = lanes.find((one) => one.status === 'rejected');
  if (broken) throw broken.reason;
}
