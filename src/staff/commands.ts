import { userInfo } from 'node:os';
import { type Command, Option } from 'commander';
import { type StaffRole, type System, system } from '#src/actor.ts';
import type { Clock } from '#src/clock.ts';
import type { Database } from '#src/db/database.ts';
import { isMailAddress } from '#src/mail/compose-letter.ts';
import {
  addStaffMember,
  changeStaffRole,
  disableStaffMember,
  enableStaffMember,
  inviteStaffMember,
  resetStaffFactors,
  type StaffChange,
} from './manage-staff.ts';
import { staffRoles } from './permissions.ts';
import { listStaffMembers } from './staff-members-store.ts';

type CommandDeps = { db: Database; clock: Clock; close(): Promise<void> };
type OpenDeps = () => Promise<CommandDeps>;

const NOTHING_DONE = 1;
const roleOption = () =>
  new Option('--role <role>', 'what they may do').choices([...staffRoles]).makeOptionMandatory();

/** `ochag staff …`: who may sign in at /staff. Prints nothing secret: links go by letter. */
export function registerStaffCommands(program: Command, openDeps: OpenDeps): void {
  const staff = program
    .command('staff')
    .description('who of the supplier may sign in at /staff; each change is recorded in the audit');
  staff
    .command('add')
    .description('add a member of staff and send a link to set a password, good for 24 hours')
    .requiredOption('--email <address>', 'where the link goes; they sign in by it')
    .requiredOption('--name <name>', 'as colleagues and residents see it: surname and initial')
    .addOption(roleOption())
    .action(({ email, name, role }: NewMember) =>
      add(openDeps, { email: email.trim(), name: name.trim(), role }),
    );
  staff
    .command('list')
    .description('list the members of staff')
    .option('--json', 'as JSON')
    .action((options: { json?: true }) => list(openDeps, options));
  const onOne = (name: string, about: string, done: string, change: ByEmail) =>
    staff
      .command(name)
      .description(about)
      .requiredOption('--email <address>', 'of the member of staff')
      .action(({ email }: { email: string }) =>
        act(openDeps, done, (deps) => change(deps, actor(), email)),
      );
  onOne(
    'invite',
    'send the link again: it expired, or the password is forgotten',
    'the link is on its way',
    inviteStaffMember,
  );
  onOne('disable', 'end their sessions and let them in no more', 'disabled', disableStaffMember);
  onOne('enable', 'let them in again', 'enabled', enableStaffMember);
  onOne(
    'reset-factors',
    'take away password, application, passkeys and recovery codes of somebody you have identified',
    'reset, a link to begin anew is on its way',
    resetStaffFactors,
  );
  staff
    .command('role')
    .description('change what they may do; they sign in again')
    .requiredOption('--email <address>', 'of the member of staff')
    .addOption(roleOption())
    .action(({ email, role }: { email: string; role: StaffRole }) =>
      act(openDeps, `${role} from now on`, (deps) =>
        changeStaffRole(deps, actor(), { email, role }),
      ),
    );
}

type NewMember = { email: string; name: string; role: StaffRole };
type ByEmail = (deps: CommandDeps, actor: System, email: string) => Promise<StaffChange>;

/** The record names the person at the command line as the machine knows them. */
const actor = (): System => system(`command line, ${userInfo().username}`);

/** Refused before a database is opened. */
async function add(openDeps: OpenDeps, member: NewMember): Promise<void> {
  if (!isMailAddress(member.email)) return fail(`--email ${member.email}: write one address.`);
  if (member.name === '') return fail('--name: write a surname and an initial.');
  const done = 'added, the link is on its way';
  return act(openDeps, done, (deps) => addStaffMember(deps, actor(), member));
}

const failures: Record<(StaffChange & { ok: false })['code'], string> = {
  unknown_member: 'Nobody has this e-mail: see "ochag staff list".',
  already_so: 'Nothing to change: see "ochag staff list".',
  email_taken: 'Somebody has this e-mail already: see "ochag staff list".',
};

async function act(
  openDeps: OpenDeps,
  done: string,
  change: (deps: CommandDeps) => Promise<StaffChange>,
): Promise<void> {
  const deps = await openDeps();
  try {
    const outcome = await change(deps);
    if (outcome.ok) process.stdout.write(`${outcome.member.email}: ${done}\n`);
    else fail(failures[outcome.code]);
  } finally {
    await deps.close();
  }
}

async function list(openDeps: OpenDeps, { json }: { json?: true }): Promise<void> {
  const deps = await openDeps();
  try {
    const members = await listStaffMembers(deps.db);
    const lines = members.map(({ email, name, role, disabledAt }) =>
      [email, name, role, ...(disabledAt ? ['disabled'] : [])].join('  '),
    );
    if (json) process.stdout.write(`${JSON.stringify(members, null, 2)}\n`);
    else process.stdout.write(lines.length > 0 ? `${lines.join('\n')}\n` : 'nobody yet\n');
  } finally {
    await deps.close();
  }
}

function fail(message: string): void {
  process.exitCode = NOTHING_DONE;
  process.stderr.write(`${message}\n`);
}
