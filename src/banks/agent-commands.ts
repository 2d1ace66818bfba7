import { randomBytes } from 'node:crypto';
import { type Command, Option } from 'commander';
import { recordEntry } from '#src/audit/record-entry.ts';
import { readNetworks } from '#src/config-readers.ts';
import { inTransaction } from '#src/db/transaction.ts';
import { engineer, fail, type OpenDeps, print, withDeps } from '#src/exchange/command-run.ts';
import { readKopecks } from '#src/ui/read-kopecks.ts';
import { hashSecret } from './admit-agent.ts';
import {
  type AgentMeans,
  addBankAgent,
  type BankAgentTerms,
  changeBankAgent,
  listBankAgents,
} from './bank-agents-store.ts';
import { agentAdded, agentChanged, cliMistakes, noAgents } from './banks-cli.ru.ts';

const means = ['bank', 'cash_desk', 'post', 'terminal', 'other'] as const satisfies AgentMeans[];

/** `ochag bank-agent …`: the banks that we have an agreement with. */
export function registerAgentCommands(program: Command, openDeps: OpenDeps): void {
  const agents = program
    .command('bank-agent')
    .description('banks and terminals that bring payments; each change is recorded in the audit');
  agents
    .command('add <agent>')
    .description('add one; it pays at /bank/osmp/<agent> and /bank/sber/<agent>')
    .requiredOption('--name <name>', 'as colleagues know it')
    .addOption(new Option('--means <means>', 'what residents see').choices(means).default('bank'))
    .option('--networks <list>', 'where it calls from; without it, registries alone', '')
    .option('--login <login>', 'ask for Basic; the secret is made and shown once')
    .option('--certificate <fingerprint>', 'SHA-256 of its client certificate, as the proxy tells')
    .option('--inn <inn>', 'by it its money is known in bank statements')
    .option('--least <roubles>', 'least sum of a payment', '1')
    .option('--most <roubles>', 'most', '1000000')
    .addOption(
      new Option('--registries <way>', 'who posts what its registries have and we have not')
        .choices(['approval', 'reconcile'])
        .default('approval'),
    )
    .action((agent, options) => add(openDeps, agent, options));
  agents
    .command('networks <agent> <list>')
    .description('replace the networks that it calls from')
    .action((agent, list) => changeNetworks(openDeps, agent, list));
  agents
    .command('disable <agent>')
    .description('let it in no more; its payments stay')
    .action((agent) =>
      change(openDeps, agent, 'disable_bank_agent', (now) => ({ disabledAt: now })),
    );
  agents
    .command('enable <agent>')
    .description('let it in again')
    .action((agent) => change(openDeps, agent, 'enable_bank_agent', () => ({ disabledAt: null })));
  agents
    .command('list')
    .description('list them; secrets are not shown')
    .option('--json', 'as JSON')
    .action((options) => list(openDeps, options));
}

type AddOptions = {
  name: string;
  means: AgentMeans;
  networks: string;
  login?: string;
  certificate?: string;
  inn?: string;
  least: string;
  most: string;
  registries: BankAgentTerms['registries'];
};

async function add(openDeps: OpenDeps, agent: string, options: AddOptions): Promise<void> {
  if (!/^[a-z0-9][a-z0-9-]{0,31}$/.test(agent)) return fail(cliMistakes.agent, {});
  const networks = networksOf(options.networks);
  if (!networks) return fail(cliMistakes.networks, {});
  const leastKopecks = readKopecks(options.least);
  const mostKopecks = readKopecks(options.most);
  if (!leastKopecks || leastKopecks < 1) return fail(cliMistakes.amount('--least'), {});
  if (!mostKopecks || mostKopecks < leastKopecks) return fail(cliMistakes.amount('--most'), {});
  const secret = options.login ? randomBytes(32).toString('base64url') : null;
  await withDeps(openDeps, async ({ db, clock }) => {
    const now = clock.now();
    const isAdded = await inTransaction(db, async (tx) => {
      const terms: BankAgentTerms = {
        agent,
        name: options.name,
        means: options.means,
        networks,
        login: options.login ?? null,
        secretSha256: secret && hashSecret(secret),
        certificate: options.certificate ?? null,
        inn: options.inn ?? null,
        leastKopecks,
        mostKopecks,
        registries: options.registries,
      };
      if (!(await addBankAgent(tx, terms, { now }))) return false;
      await recordEntry(tx, engineer, {
        action: 'add_bank_agent',
        subject: `bank_agent:${agent}`,
        now,
      });
      return true;
    });
    if (!isAdded) return fail(cliMistakes.taken, {});
    print({}, agentAdded(agent, secret), {});
  });
}

async function changeNetworks(openDeps: OpenDeps, agent: string, text: string): Promise<void> {
  const networks = networksOf(text);
  if (!networks) return fail(cliMistakes.networks, {});
  return change(openDeps, agent, 'change_bank_agent', () => ({ networks }));
}

function networksOf(text: string): string[] | null {
  try {
    return readNetworks('--networks', text);
  } catch {
    return null;
  }
}

type Change = Parameters<typeof changeBankAgent>[2];

async function change(
  openDeps: OpenDeps,
  agent: string,
  action: string,
  changeAt: (now: Date) => Change,
): Promise<void> {
  await withDeps(openDeps, async ({ db, clock }) => {
    const now = clock.now();
    const isChanged = await inTransaction(db, async (tx) => {
      if (!(await changeBankAgent(tx, agent, changeAt(now)))) return false;
      await recordEntry(tx, engineer, { action, subject: `bank_agent:${agent}`, now });
      return true;
    });
    if (!isChanged) return fail(cliMistakes.nobody, {});
    print({}, agentChanged(agent), {});
  });
}

async function list(openDeps: OpenDeps, options: { json?: true }): Promise<void> {
  await withDeps(openDeps, async ({ db }) => {
    const all = (await listBankAgents(db)).map(({ secretSha256: _, ...agent }) => agent);
    const lines = all.map(({ agent, name, means: by, networks, disabledAt }) =>
      [agent, name, by, networks.join(','), ...(disabledAt ? ['disabled'] : [])].join('  '),
    );
    print(all, lines.length > 0 ? lines.join('\n') : noAgents, options);
  });
}
