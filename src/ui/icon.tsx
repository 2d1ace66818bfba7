import { type IconName, iconDots, iconPaths } from './icons.ts';

/** Always beside words, hence hidden from screen readers. */
export function Icon({ name, class: className }: { name: IconName; class?: string }) {
  const dots = iconDots[name];
  return (
    <svg
      class={className ? `ico ${className}` : 'ico'}
      viewBox="0 0 24 24"
      width="24"
      height="24"
      aria-hidden="true"
    >
      <path d={iconPaths[name]} />
      {dots && <path d={dots.d} stroke-width={dots.width} />}
    </svg>
  );
}
