import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

/** The page's heading, with its action at the right. */
export function PageHead({
  title,
  children,
}: {
  title: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <div class="page-head">
      <h1>{title}</h1>
      {children}
    </div>
  );
}

/** Two thirds and one third, if there is any; on a phone the third comes below. */
export function Columns(props: {
  aside: ComponentChildren;
  asideLabel: string;
  children: ComponentChildren;
}) {
  return (
    <div class="cols">
      <div class="stack">{props.children}</div>
      {props.aside && (
        <aside class="stack" aria-label={props.asideLabel}>
          {props.aside}
        </aside>
      )}
    </div>
  );
}

/** Two cards side by side from a tablet on. */
export function Pair({ children }: { children: ComponentChildren }) {
  return <div class="pair">{children}</div>;
}

/** Sign-in and its kin: a narrow form, and what can be done without it. */
export function GuestColumns(props: { aside?: ComponentChildren; children: ComponentChildren }) {
  return (
    <div class="auth">
      <div class="stack">{props.children}</div>
      {props.aside}
    </div>
  );
}

/** A list of links with hairlines between them. */
export function Links(props: {
  items: readonly {
    href: string;
    label: ComponentChildren;
    icon?: Parameters<typeof Icon>[0]['name'];
  }[];
}) {
  return (
    <ul class="links">
      {props.items.map(({ href, label, icon }) => (
        <li key={href}>
          <a href={href}>
            {icon && <Icon name={icon} />}
            <span>{label}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
