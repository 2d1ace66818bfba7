import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** The built files: `url('app.css')` is `/assets/app-4F2C.css`. */
export type Assets = {
  /** Where they lie, to be served under `/assets/`. */
  folder: string;
  /** @throws Error when the build made no such file. */
  url(name: string): string;
};

/** Reads what scripts/build-assets.mjs wrote; the files lie beside the manifest. */
export function readAssets(manifestFile: string): Assets {
  const manifest = new Map(
    Object.entries(JSON.parse(readFileSync(manifestFile, 'utf8')) as Record<string, string>),
  );
  return {
    folder: dirname(manifestFile),
    url(name) {
      const address = manifest.get(name);
      if (!address) throw new Error(`no asset "${name}" in ${manifestFile}`);
      return address;
    },
  };
}
