import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Clock, offsetClock, systemClock } from '#src/clock.ts';
import { type Config, ConfigError } from '#src/config.ts';

const clockFileSchema = z.object({ startAt: z.iso.datetime(), offsetMs: z.number() });

export type ClockChoice = { config: Config; isDemo: boolean };

/**
 * The clock that all processes of one data folder share. OCHAG_NOW says what time it is at the
 * first start; from then on that clock runs at real speed, also for a command that was not given
 * OCHAG_NOW. Another OCHAG_NOW sets it anew.
 * @throws ConfigError outside demo mode: real charges and terms live by the real time.
 */
export function openClock({ config, isDemo }: ClockChoice): Clock {
  const { startAt, dataFolder } = config;
  if (!isDemo) {
    if (!startAt) return systemClock;
    throw new ConfigError(
      'OCHAG_NOW works in demo mode only, and this database is not a demo: remove OCHAG_NOW.',
    );
  }
  const file = join(dataFolder, 'clock.json');
  const kept = readClockFile(file);
  if (kept && (!startAt || kept.startAt === startAt.toISOString()))
    return offsetClock(kept.offsetMs);
  if (!startAt) return systemClock;
  const offsetMs = startAt.getTime() - systemClock.now().getTime();
  mkdirSync(dataFolder, { recursive: true });
  // Written aside and renamed: another process never reads a half of it.
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify({ startAt: startAt.toISOString(), offsetMs })}\n`);
  renameSync(draft, file);
  return offsetClock(offsetMs);
}

function readClockFile(file: string) {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new ConfigError(`The clock in ${file} cannot be read: ${(error as Error).message}`);
  }
  try {
    return clockFileSchema.parse(JSON.parse(text));
  } catch {
    throw new ConfigError(`The clock in ${file} is damaged: remove the file and give OCHAG_NOW.`);
  }
}
