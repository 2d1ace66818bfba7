import type { ComponentChildren } from 'preact';
import { Sum } from './sum.tsx';

/**
 * The state of the account and the one action for today. Without `act` the sum has the whole
 * width. The ids tell
 * several of them on one page apart.
 */
export function Today(props: {
  due: ComponentChildren;
  act?: ComponentChildren;
  dueHeadingId?: string;
  actHeadingId?: string;
}) {
  const { due, act, dueHeadingId = 'due', actHeadingId = 'act' } = props;
  return (
    <div class={act ? 'card today' : 'card today today--one'}>
      <section class="today__due" aria-labelledby={dueHeadingId}>
        {due}
      </section>
      {act && (
        <section class="today__act" aria-labelledby={actHeadingId}>
          {act}
        </section>
      )}
    </div>
  );
}

/** The page's h1 is the sentence: «К оплате до 15 декабря: 1 240,50 ₽». */
export function TodaySum(props: {
  label: string;
  kopecks: number;
  action?: ComponentChildren;
  headingId?: string;
}) {
  return (
    <div class="today__sum">
      <h1 id={props.headingId ?? 'due'}>
        <span class="today__label">
          {props.label}
          <span class="ds-sr-only">:</span>
        </span>{' '}
        <Sum kopecks={props.kopecks} />
      </h1>
      {props.action}
    </div>
  );
}

/** The right half: what to do today, till when, and the last reading on its drum. */
export function TodayAct(props: {
  title: string;
  note?: ComponentChildren;
  drum?: ComponentChildren;
  headingId?: string;
  children: ComponentChildren;
}) {
  const { title, note, drum, headingId = 'act', children } = props;
  return (
    <>
      <div class="today__top">
        <div>
          <h2 id={headingId}>{title}</h2>
          {note && <p class="muted">{note}</p>}
        </div>
        {drum}
      </div>
      {children}
    </>
  );
}

/** When the figures were true. */
export function AsOf({ children }: { children: ComponentChildren }) {
  return <p class="asof">{children}</p>;
}
