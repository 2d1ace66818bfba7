import { fileURLToPath } from 'node:url';

/** `npm start` runs this without a role; the processes it starts are given one. */
const role = process.argv[2];

if (role === 'web' || role === 'worker' || role === 'sandbox') {
  const { runRole } = await import('#src/process/roles.ts');
  await runRole(role);
} else if (role === undefined) {
  const { runSupervisor } = await import('#src/process/supervisor.ts');
  await runSupervisor(fileURLToPath(import.meta.url));
} else {
  process.stderr.write(`ochag: "${role}" is not a role; commands are run by npm run ochag\n`);
  process.exit(2);
}
