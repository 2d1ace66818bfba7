import { addDemoStaff } from '#demo/add-demo-staff.ts';
import { loadDemo } from '#demo/load-demo.ts';
import { readSecret } from '#src/secret-file.ts';
import { decideDemo, markDemo } from './demo-mode.ts';
import { openDeps } from './open-deps.ts';
import { StartError } from './start-error.ts';

/** `ochag demo load`: what `npm start` does by itself with an empty database. */
export async function loadDemoByHand(): Promise<void> {
  const deps = await openDeps({ name: 'demo' });
  try {
    const { isToBeLoaded } = await decideDemo(deps.db, deps.config);
    if (!isToBeLoaded) {
      throw new StartError(
        'The demo goes into an empty database only, and not with OCHAG_DEMO=0: its sign-ins are known to everybody.',
      );
    }
    await markDemo(deps.db);
    await loadDemo({ ...deps, say: (line) => process.stdout.write(`${line}\n`) });
    await addDemoStaff({ ...deps, secret: readSecret({ config: deps.config, isDemo: true }) });
    process.stdout.write('The demo is loaded.\n');
  } finally {
    await deps.close();
  }
}
