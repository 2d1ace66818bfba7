import type { ComponentChildren } from 'preact';

export type TimelineItem = { when: ComponentChildren; what: ComponentChildren };

/** What happens next, each with its date. */
export function Timeline({ items }: { items: readonly TimelineItem[] }) {
  return (
    <ol class="timeline">
      {items.map(({ when, what }, index) => (
        <li key={index}>
          <b>{when}</b>
          <span>{what}</span>
        </li>
      ))}
    </ol>
  );
}
