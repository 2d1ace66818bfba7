import type { Command } from 'commander';
import { seedRates } from '#src/billing/rates-store.ts';
import { systemClock } from '#src/clock.ts';
import { readConfig } from '#src/config.ts';
import { migrate } from '#src/db/migrate.ts';
import { migrationsFolder } from '#src/package-root.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { registerBackupCommands } from './backup-commands.ts';
import { examine } from './doctor.ts';
import { loadDemoByHand } from './load-demo-by-hand.ts';
import { openDatabase } from './open-database.ts';
import { runRole } from './roles.ts';
import { signOutAllByHand } from './sign-out-all.ts';
import { takeBounce } from './take-bounce.ts';
import { writeDemoRegister } from './write-demo-register.ts';

const optionsHelp = `
Options are environment variables: DATABASE_URL, OCHAG_SECRET, OCHAG_URL, OCHAG_SMTP_URL and others,
all described in docs/configuration.md. Exit codes: 0 ended as asked, 1 or 3 with a sentence that says
what to mend, 64 for a mistyped command.`;

/** The production roles, and the tools of the engineer on duty. */
export function registerOperationCommands(program: Command): void {
  program
    .command('serve')
    .description('serve the site and its operations listener, until SIGTERM')
    .addHelpText('after', optionsHelp)
    .action(() => runRole('web'));
  program
    .command('worker')
    .description('send letters and do what is due, until SIGTERM')
    .addHelpText('after', optionsHelp)
    .action(() => runRole('worker'));
  program
    .command('migrate')
    .description('bring the database to the shape that this program knows')
    .addHelpText('after', optionsHelp)
    .action(migrateByHand);
  program
    .command('doctor')
    .description('check configuration, database, clock, mail and key, and say what to mend')
    .action(async () => {
      const isHealthy = await examine();
      if (!isHealthy) process.exitCode = 1;
    });
  program
    .command('letter-bounced')
    .description('note a report of non-delivery (RFC 3464), read from the standard input')
    .argument('<recipient>', 'whom the report came to: bounce+ID@domain')
    .action(async (recipient: string) => {
      process.exitCode = await takeBounce(recipient, process.stdin);
    });
  registerBackupCommands(program);
  program
    .command('sign-out-all')
    .description('end every session and every link of a letter: after a restore, after a leak')
    .option('--tokens', 'revoke the tokens of programs too')
    .action(signOutAllByHand);
  const demo =
    program.commands.find((command) => command.name() === 'demo') ??
    program.command('demo').description('data of the example supplier');
  demo
    .command('load')
    .description('load the example into an empty database and mark it as a demo')
    .action(loadDemoByHand);
  demo
    .command('register')
    .description('write a believable register of any size, in the layout of the supplier')
    .requiredOption('--accounts <count>', 'how many personal accounts')
    .requiredOption('--out <file>', 'the CSV file to write')
    .option('--seed <number>', 'the same seed and day give the same file', '1')
    .option('--encoding <name>', 'windows-1251, utf-8 or utf-8-bom', 'windows-1251')
    .option('--as-of <date>', 'the day that the register describes (default: today)')
    .action(writeDemoRegister);
}

async function migrateByHand(): Promise<void> {
  const config = readConfig(process.env);
  const profile = await readSupplierProfile(config.supplierFile);
  const { pool, db, close } = await openDatabase({ config, name: 'migrate' });
  try {
    const applied = await migrate(pool, migrationsFolder);
    await seedRates(db, { profile, now: systemClock.now() });
    const lines = applied.length > 0 ? applied.map((name) => `applied ${name}`) : ['up to date'];
    process.stdout.write(`${lines.join('\n')}\n`);
  } finally {
    await close();
  }
}
