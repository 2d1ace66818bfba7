import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

export type Stage = {
  name: ComponentChildren;
  /** The day it was done, or until when it is waited for: a waiting stage always has one. */
  note: ComponentChildren;
  state: 'done' | 'now' | 'next';
};

/** The way of a payment or a request, with the place where it is now. */
export function Stages({ stages }: { stages: readonly Stage[] }) {
  return (
    <ol class="stages">
      {stages.map(({ name, note, state }, index) => (
        <li key={index} class={`is-${state}`} aria-current={state === 'now' ? 'step' : undefined}>
          <Icon name={state === 'done' ? 'done' : 'clock'} />
          <b>{name}</b>
          <small>{note}</small>
        </li>
      ))}
    </ol>
  );
}
