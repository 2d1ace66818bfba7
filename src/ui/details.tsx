import type { ComponentChildren } from 'preact';

export function Details(props: {
  summary: ComponentChildren;
  isOpen?: boolean;
  children: ComponentChildren;
}) {
  return (
    <details class="ds-details" open={props.isOpen}>
      <summary>{props.summary}</summary>
      {props.children}
    </details>
  );
}
