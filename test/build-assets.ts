import { existsSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Pages name hashed files, so they must be built; `npm test` has done it already. */
export default async function buildAssetsOnce(): Promise<void> {
  const root = fileURLToPath(new URL('..', import.meta.url));
  if (existsSync(`${root}dist/assets/manifest.json`)) return;
  const { buildAssets } = await import(pathToFileURL(`${root}scripts/build-assets.mjs`).href);
  await buildAssets({ outFolder: `${root}dist/assets` });
}
