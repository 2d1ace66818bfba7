import { href } from '#src/routes.ts';

/** The wordmark is the supplier's name, as text. */
export function Brand({ name }: { name: string }) {
  return (
    <a class="brand" href={href('root')}>
      <BrandMark />
      <span>
        {name}
        <small>Личный кабинет</small>
      </span>
    </a>
  );
}

/** The flame alone. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 36 36" width="36" height="36" aria-hidden="true">
      <circle cx="18" cy="18" r="18" fill="currentColor" />
      <path
        class="brand__flame"
        d="M18.4 6.5c1 4.6 7.6 7.5 7.6 14a8 8 0 0 1-16 .2c0-3.4 1.7-5.6 3.6-7.7.5 2 1.3 3.1 2.6 3.7-.5-4 .2-7.3 2.2-10.2Z"
      />
      <path
        fill="currentColor"
        d="M18 19.5c2.4 2 3.3 3.3 3.3 5a3.3 3.3 0 0 1-6.6 0c0-1.7.9-3 3.3-5Z"
      />
    </svg>
  );
}
