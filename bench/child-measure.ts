import { spawn } from 'node:child_process';

/** What a script prints as JSON in a process of its own: time and memory are then its work's alone. */
export function measureInChild<Measured>(
  script: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<Measured> {
  const child = spawn(process.execPath, [script, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...env },
  });
  let out = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code) => {
      if (code === 0) resolve(JSON.parse(out));
      else reject(new Error(`${args[0]} of the bench ended with ${code}`));
    });
  });
}
