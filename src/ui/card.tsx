import type { ComponentChildren } from 'preact';

/** A section with its heading; `aside` stands to the right of the heading. */
export function Card(props: {
  title?: ComponentChildren;
  headingId?: string;
  headingLevel?: 1 | 2;
  aside?: ComponentChildren;
  /** tint: today's action; okay: done. */
  tint?: 'tint' | 'okay';
  /** Contents in a column with the wider gap: forms. */
  isStack?: boolean;
  children: ComponentChildren;
}) {
  const { title, headingId, headingLevel = 2, aside, tint, isStack, children } = props;
  const Heading = headingLevel === 1 ? 'h1' : 'h2';
  const heading = title !== undefined && <Heading id={headingId}>{title}</Heading>;
  const classes = [
    'card',
    tint === 'tint' && 'card--tint',
    tint === 'okay' && 'okay',
    isStack && 'stack',
  ]
    .filter(Boolean)
    .join(' ');
  return (
    <section class={classes} aria-labelledby={headingId}>
      {aside ? (
        <div class="card__head">
          {heading}
          {aside}
        </div>
      ) : (
        heading
      )}
      {children}
    </section>
  );
}

/** Links at the foot of a card. */
export function CardFoot({ children }: { children: ComponentChildren }) {
  return <p class="card__foot">{children}</p>;
}
