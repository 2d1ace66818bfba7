// Sources → dist: the programs for Node, and the assets for browsers.
import { existsSync } from 'node:fs';
import { cp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { sourcesHash, stampOf } from './freshness.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** One main.js with a role in its first argument (web, worker, sandbox), the command line, what draws. */
const entries = {
  main: 'src/main.ts',
  cli: 'src/cli.ts',
  // The process that draws papers.
  'paper-process': 'src/bills/paper-process.ts',
};

export async function buildAll() {
  const stamp = sourcesHash(root);
  await removeRemains();
  const fresh = join(root, `dist.new-${process.pid}`);
  try {
    await buildPrograms(fresh);
    await buildAssets(join(fresh, 'assets'));
    await cp(join(root, 'src', 'bills', 'paper'), join(fresh, 'paper'), { recursive: true });
    await replaceDist(fresh);
  } finally {
    await rm(fresh, { recursive: true, force: true });
  }
  await writeFile(stampOf(root), stamp);
}

export const programOptions = (outFolder) => ({
  absWorkingDir: root,
  entryPoints: Object.fromEntries(
    Object.entries(entries).filter(([, path]) => existsSync(join(root, path))),
  ),
  outdir: outFolder,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node22',
  // Packages stay where npm put them, but for one of 400 small files, whose loading alone would
  // take a third of the start.
  plugins: [externalPackagesExcept(['kysely'])],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  sourcemap: true,
  chunkNames: 'chunks/[name]-[hash]',
  logLevel: 'warning',
});

function externalPackagesExcept(names) {
  return {
    name: 'external-packages',
    setup({ onResolve }) {
      onResolve({ filter: /^[^./#]/ }, ({ path, kind, importer }) => {
        if (kind === 'entry-point') return null;
        const isInside = names.some((name) => importer.includes(`/node_modules/${name}/`));
        const isNamed = names.some((name) => path === name || path.startsWith(`${name}/`));
        return isInside || isNamed ? null : { path, external: true };
      });
    },
  };
}

async function buildPrograms(outFolder) {
  await build(programOptions(outFolder));
}

async function buildAssets(outFolder) {
  const script = join(root, 'scripts', 'build-assets.mjs');
  if (!existsSync(script)) return;
  const { buildAssets: make } = await import(pathToFileURL(script).href);
  await make({ outFolder });
}

/** What a killed build left. */
async function removeRemains() {
  for (const name of await readdir(root)) {
    if (!/^dist\.(new|old)-\d+$/.test(name)) continue;
    await rm(join(root, name), { recursive: true, force: true });
  }
}

/** A half-made dist never stands where a whole one is looked for. */
async function replaceDist(fresh) {
  const dist = join(root, 'dist');
  const old = join(root, `dist.old-${process.pid}`);
  if (existsSync(dist)) await rename(dist, old);
  await rename(fresh, dist);
  await rm(old, { recursive: true, force: true });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    await buildAll();
  } catch (error) {
    // esbuild has said where and why.
    if (!error.errors) console.error(error);
    process.exit(1);
  }
}
