import type { Visitor } from './visitor.ts';

/** As a browser downloads it: the bytes as they are. */
export async function downloadBy(visitor: Visitor, url: string, address: string) {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const response = await fetch(new URL(address, url), { headers: { cookie }, redirect: 'manual' });
  const pdf = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, pdf };
}
