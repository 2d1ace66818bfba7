import { features } from '#src/features.ts';
import { createApp } from '#src/http/app.ts';
import type { World } from './harness.ts';

/** What the features answer to, asked of the site itself: `GET /accounts/:number`. */
export async function listRegisteredRoutes({ deps }: World): Promise<string[]> {
  const found = new Set<string>();
  const app = await createApp(deps, [
    (site) => {
      site.addHook('onRoute', ({ method, url }) => {
        for (const one of [method].flat()) if (one !== 'HEAD') found.add(`${one} ${url}`);
      });
    },
    ...features,
  ]);
  await app.ready();
  await app.close();
  return [...found];
}
