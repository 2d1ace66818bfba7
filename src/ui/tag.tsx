import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';
import type { IconName } from './icons.ts';

export type TagColor = 'neutral' | 'info' | 'success' | 'warning' | 'danger';

/** Of what was sent to staff. */
export const stateColor = {
  open: 'info',
  accepted: 'success',
  refused: 'danger',
} as const satisfies Record<string, TagColor>;

/** A state in one or two words; colour never speaks alone. */
export function Tag(props: { color: TagColor; icon?: IconName; children: ComponentChildren }) {
  return (
    <span class="ds-tag" data-color={props.color}>
      {props.icon && <Icon name={props.icon} />}
      {props.children}
    </span>
  );
}
