import { Command, CommanderError } from 'commander';
import { registerBankCommands } from '#src/banks/commands.ts';
import { registerBillingCommands } from '#src/billing/commands.ts';
import { registerBillsCommand } from '#src/bills/bills-command.ts';
import { registerBillCommands } from '#src/bills/commands.ts';
import { registerExchangeCommands } from '#src/exchange/commands.ts';
import { registerResidentCommands } from '#src/identity/commands.ts';
import { registerOperationCommands } from '#src/process/commands.ts';
import { openDeps } from '#src/process/open-deps.ts';
import { explainStartError, printStartError } from '#src/process/start-error.ts';
import { helpHint, usageErrorText } from '#src/process/usage-error.ru.ts';
import { registerStaffCommands } from '#src/staff/commands.ts';

/** EX_USAGE, for a mistyped command: 1 and 2 say how much of a file an import took. */
const EXIT_USAGE = 64;

const program = new Command('ochag')
  .description('The personal account of a gas supplier’s subscribers: production roles and tools.')
  .showHelpAfterError(helpHint)
  .configureOutput({ outputError: (message, write) => write(usageErrorText(message)) })
  .exitOverride();
registerExchangeCommands(program, openDeps);
registerBankCommands(program, openDeps);
registerBillingCommands(program, openDeps);
registerBillCommands(program, openDeps);
registerBillsCommand(program, openDeps);
registerStaffCommands(program, openDeps);
registerResidentCommands(program, openDeps);
registerOperationCommands(program);

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) {
    // commander has said what is wrong, or has shown the help.
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
  } else {
    printStartError(error);
    process.exitCode = 1;
    // A fault of ours may have left something running that would hold the process.
    if (!explainStartError(error)) process.exit(1);
  }
}
