import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { rename, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';
import { type Browser, chromium, type LaunchOptions } from 'playwright-core';

const cacheFolder = fileURLToPath(new URL('../../node_modules/.cache', import.meta.url));

const args = [
  // The pages are ours and root may run the tests, for whom Chromium has no sandbox.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--no-first-run',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * The Chromium that came by npm: nothing is installed by hand, everybody tests with the same one,
 * and being without a window of any kind it is thrice as fast as a distribution's. That of the
 * machine helps out where this one cannot run. OCHAG_TEST_CHROMIUM names another program.
 */
export async function openBrowser(): Promise<Browser> {
  const chosen = process.env.OCHAG_TEST_CHROMIUM;
  if (chosen) return launch({ executablePath: chosen });
  const installed = findInstalled();
  try {
    return await launch(await unpackedChromium());
  } catch (error) {
    if (!installed) throw error;
    console.warn(`The Chromium of the npm package does not start, so ${installed} is used`, error);
    return launch({ executablePath: installed });
  }
}

const launch = (options: LaunchOptions) => chromium.launch({ args, ...options });

function findInstalled(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => existsSync(path));
}

/** A package for servers without libraries or fonts: it brings those of its own. */
async function unpackedChromium(): Promise<LaunchOptions> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error('The npm package is for Linux x64: name a Chromium in OCHAG_TEST_CHROMIUM');
  }
  const entry = createRequire(import.meta.url).resolve('@sparticuz/chromium');
  const { version } = JSON.parse(readFileSync(join(dirname(entry), '../package.json'), 'utf8'));
  const folder = join(cacheFolder, `chromium-${version}`);
  if (!existsSync(folder)) await unpack(join(dirname(entry), '../bin'), folder);
  return {
    executablePath: join(folder, 'chromium'),
    env: {
      ...process.env,
      LD_LIBRARY_PATH: join(folder, 'al2023/lib'),
      FONTCONFIG_FILE: join(folder, 'fonts.conf'),
    },
  };
}

/** Under another name first: test processes unpack at once, and one of them may be killed. */
async function unpack(archives: string, folder: string): Promise<void> {
  mkdirSync(cacheFolder, { recursive: true });
  const draft = mkdtempSync(`${folder}-`);
  const temporary = process.env.TMPDIR;
  // The package unpacks into the folder for temporary files and nowhere else.
  process.env.TMPDIR = draft;
  try {
    for (const name of ['chromium.br', 'fonts.tar.br', 'swiftshader.tar.br', 'al2023.tar.br']) {
      await inflate(join(archives, name));
    }
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporary;
  }
  await writeFile(join(draft, 'fonts.conf'), fontConfiguration);
  // Whoever runs the tests next may be another user.
  for (const path of [draft, join(draft, 'chromium')]) chmodSync(path, 0o755);
  try {
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

/** Without a font at all Chromium stops. Relative, since a checkout may be moved. */
const fontConfiguration = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts/fonts</dir>
  <cachedir prefix="xdg">ochag-fonts</cachedir>
</fontconfig>
`;
