import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { system } from '#src/actor.ts';
import type { IdentityDeps } from './identity-deps.ts';
import { type FactorReset, resetResidentFactors } from './reset-resident-factors.ts';

type OpenDeps = () => Promise<IdentityDeps & { close(): Promise<void> }>;

const failures: Record<(FactorReset & { ok: false })['code'], string> = {
  unknown_user: 'No resident has this e-mail or phone.',
  no_factor: 'This resident signs in by a password alone.',
};

/** `ochag residents …` */
export function registerResidentCommands(program: Command, openDeps: OpenDeps): void {
  program
    .command('residents')
    .description('users of the site; each change is recorded in the audit')
    .command('reset-factors')
    .description('remove the second factors of a resident whom staff have identified')
    .requiredOption('--login <login>', 'their e-mail or phone')
    .action(({ login }: { login: string }) => reset(openDeps, login));
}

async function reset(openDeps: OpenDeps, login: string): Promise<void> {
  const deps = await openDeps();
  try {
    const actor = system(`command line, ${userInfo().username}`);
    const outcome = await resetResidentFactors(deps, actor, login);
    if (outcome.ok) process.stdout.write('reset, the resident is told by letter\n');
    else {
      process.exitCode = 1;
      process.stderr.write(`${failures[outcome.code]}\n`);
    }
  } finally {
    await deps.close();
  }
}
