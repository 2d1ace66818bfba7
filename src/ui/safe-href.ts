import { options } from 'preact';

const SAFE_SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

/**
 * The address if a link may carry it, otherwise undefined: our own paths, fragments and queries,
 * and four schemes. `javascript:` and `//other.example` are refused, however they are disguised.
 */
export function safeHref(address: string): string | undefined {
  // Browsers drop tabs and line ends anywhere in an address and controls before it.
  const seen = address.replace(/[\t\n\r]/g, '').replace(/^[\0-\x20]+/, '');
  if (/^[/\\]{2}/.test(seen) || seen.startsWith('/\\')) return undefined;
  if (/^[/#?]/.test(seen)) return seen;
  if (!URL.canParse(seen)) return undefined;
  return SAFE_SCHEMES.has(new URL(seen).protocol) ? seen : undefined;
}

const ADDRESS_ATTRIBUTES = ['href', 'action', 'formAction', 'formaction', 'xlinkHref'] as const;

/**
 * Every element that any view makes passes here, so that a link written by hand is as safe as
 * one made by a component: an address that may not be followed loses its attribute.
 */
const next = options.vnode;
options.vnode = (vnode) => {
  if (typeof vnode.type === 'string') {
    const props = vnode.props as Record<string, unknown>;
    for (const name of ADDRESS_ATTRIBUTES) {
      const address = props[name];
      if (typeof address === 'string') props[name] = safeHref(address);
    }
  }
  next?.(vnode);
};
