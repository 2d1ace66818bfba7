// npm run bench -- submit-reading: builds one bench and runs it under the pinned Node.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { programOptions } from './build.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const [name = '', ...rest] = process.argv.slice(2);
const source = join(root, 'bench', `${name}.ts`);
if (!name || !existsSync(source)) {
  console.error('npm run bench -- NAME, where NAME is a file of bench/ without .ts');
  process.exit(2);
}
const outFolder = join(root, 'dist', 'bench');
await build({ ...programOptions(outFolder), entryPoints: { [name]: source } });
const child = spawn(process.execPath, [join(outFolder, `${name}.js`), ...rest], {
  stdio: 'inherit',
});
child.on('exit', (code) => process.exit(code ?? 1));
