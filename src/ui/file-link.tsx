import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

/** A document: its type and size stand in the text, «Скачать (PDF, 84 КБ)». */
export function FileLink({ href, children }: { href: string; children: ComponentChildren }) {
  return (
    <a class="file" href={href}>
      <Icon name="file" />
      <span>{children}</span>
    </a>
  );
}
