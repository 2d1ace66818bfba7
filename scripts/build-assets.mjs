import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const scriptsFolder = join(root, 'src/ui/scripts');

/** What the product's CSS and scripts must still run in. */
const target = ['chrome109', 'firefox115', 'safari16'];

/**
 * Builds the style sheet, the small scripts, fonts and icons into `outFolder`, each under a name
 * that carries the hash of its contents, and `manifest.json` that tells the names.
 *
 * @param {{ outFolder: string }} options
 * @returns {Promise<Record<string, string>>} the manifest: `app.css` → `/assets/app-4F2C….css`
 */
export async function buildAssets({ outFolder }) {
  await rm(outFolder, { recursive: true, force: true });
  await mkdir(outFolder, { recursive: true });

  const outputs = [await buildStyles(), await buildScripts()].flat();
  outputs.push(await hashedFile(join(root, 'public/favicon.svg')));

  const manifest = {};
  for (const { name, fileName, contents } of outputs) {
    await writeFile(join(outFolder, fileName), contents);
    manifest[name] = `/assets/${fileName}`;
  }
  await writeFile(join(outFolder, 'manifest.json'), JSON.stringify(manifest, null, 2));
  return manifest;
}

/** The residents' style sheet with the fonts that it names, and what the desk of staff adds. */
async function buildStyles() {
  return run({
    entryPoints: ['app.css', 'staff.css'].map((name) => join(root, 'src/ui/styles', name)),
    loader: { '.woff2': 'file' },
    conditions: ['style'],
    plugins: [darkBySystem],
  });
}

async function buildScripts() {
  const files = (await readdir(scriptsFolder)).filter((file) => file.endsWith('.ts'));
  return run({
    entryPoints: files.map((file) => join(scriptsFolder, file)),
    format: 'esm',
    tsconfigRaw: {},
  });
}

/**
 * dark.css is written once, for a remembered choice; whoever made none gets the same values from
 * the system's setting.
 */
const darkBySystem = {
  name: 'dark-by-system',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]dark\.css$/ }, async ({ path }) => {
      const css = await readFile(path, 'utf8');
      const chosen = ':root[data-color-scheme="dark"]';
      if (!css.includes(chosen)) throw new Error(`${path} no longer contains ${chosen}`);
      const auto = css.replaceAll(chosen, ':root[data-color-scheme="auto"]');
      return { contents: `${css}\n@media (prefers-color-scheme: dark) {\n${auto}}`, loader: 'css' };
    });
  },
};

async function run(options) {
  const { outputFiles } = await build({
    bundle: true,
    minify: true,
    write: false,
    outdir: root,
    entryNames: '[name]-[hash]',
    assetNames: '[name]-[hash]',
    legalComments: 'none',
    logLevel: 'warning',
    target,
    ...options,
  });
  return outputFiles.map(({ path, contents }) => {
    const fileName = basename(path);
    return { name: fileName.replace(/-[A-Z0-9]{8}(?=\.\w+$)/, ''), fileName, contents };
  });
}

async function hashedFile(path) {
  const contents = await readFile(path);
  const hash = createHash('sha256').update(contents).digest('hex').slice(0, 8).toUpperCase();
  const name = basename(path);
  return { name, fileName: name.replace(/(?=\.\w+$)/, `-${hash}`), contents };
}
