import { makeHouseholds } from '#demo/household.ts';
import { writeRegister } from '#demo/register-file.ts';
import { openClock } from '#src/clock-file.ts';
import { readConfig } from '#src/config.ts';
import { dateInZone, isPlainDate } from '#src/plain-date.ts';
import { readSupplierProfile } from '#src/supplier/profile.ts';
import { StartError } from './start-error.ts';

export type DemoRegisterOptions = {
  accounts: string;
  seed: string;
  out: string;
  encoding: string;
  asOf?: string;
};

const encodings = ['windows-1251', 'utf-8', 'utf-8-bom'] as const;

/** `ochag demo register`: needs no database, only to know which day it is. */
export async function writeDemoRegister(options: DemoRegisterOptions): Promise<void> {
  const encoding = encodings.find((known) => known === options.encoding);
  if (!encoding) {
    throw new StartError(`--encoding ${options.encoding}: write ${encodings.join(', ')}.`);
  }
  const { lines } = await writeRegister({
    households: makeHouseholds({
      count: readCount('--accounts', options.accounts, 10_000_000),
      seed: readCount('--seed', options.seed, 4_294_967_295),
      today: options.asOf === undefined ? await readToday() : readAsOf(options.asOf),
    }),
    file: options.out,
    encoding,
  }).catch((cause) => {
    throw new StartError(`--out ${options.out} cannot be written: ${cause.message}`, { cause });
  });
  process.stdout.write(`${options.out}: ${lines} lines\n`);
}

function readCount(name: string, text: string, most: number): number {
  if (!/^\d+$/.test(text) || Number(text) > most) {
    throw new StartError(`${name} ${text}: write a whole number up to ${most}.`);
  }
  return Number(text);
}

function readAsOf(text: string): string {
  if (!isPlainDate(text)) throw new StartError(`--as-of ${text}: write a date, as 2026-11-23.`);
  return text;
}

async function readToday(): Promise<string> {
  const config = readConfig(process.env);
  const { timeZone } = await readSupplierProfile(config.supplierFile);
  // Only looks at the clock: a demo's clock is set by its first start.
  const clock = openClock({ config: { ...config, startAt: null }, isDemo: config.demo !== false });
  return dateInZone(config.startAt ?? clock.now(), timeZone);
}
