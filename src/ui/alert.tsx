import type { ComponentChildren } from 'preact';

/**
 * Only when inaction costs money or a deed needs an answer. `links` stand in a row below the text.
 */
export function Alert(props: {
  color: 'warning' | 'info' | 'success' | 'danger';
  title: ComponentChildren;
  children?: ComponentChildren;
  links?: readonly { href: string; label: string }[];
  /** Inside a card: keeps its corners on a phone. */
  isInset?: boolean;
  headingLevel?: 2 | 3;
}) {
  const { color, title, children, links = [], isInset = false, headingLevel = 2 } = props;
  const Heading = headingLevel === 2 ? 'h2' : 'h3';
  return (
    <div class={isInset ? 'ds-alert is-inset' : 'ds-alert'} data-color={color}>
      <Heading>{title}</Heading>
      {children}
      {links.length > 0 && (
        <p class="row">
          {links.map((link) => (
            <a key={link.href} href={link.href}>
              {link.label}
            </a>
          ))}
        </p>
      )}
    </div>
  );
}
