import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Clock, offsetClock, systemClock } from '#src/clock.ts';
import { type Config, ConfigError } from '#src/config.ts';

const clockFileSchema = z.object({ startAt: z.iso.datetime(), offsetMs: z.number() });

export type ClockChoice = { config: Config; isDemo: boolean };

/**
 * The first `npm start` turns OCHAG_NOW into the offset that all processes of the data folder share.
 * @throws ConfigError as openClock().
 */
export function beginClock({ config, isDemo }: ClockChoice): Clock {
  const { startAt, dataFolder } = config;
  const file = clockFile(config);
  if (isDemo && startAt && !readClockFile(file)) {
    const offsetMs = startAt.getTime() - systemClock.now().getTime();
    mkdirSync(dataFolder, { recursive: true });
    // Written aside and renamed: another process never reads a half of it.
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, `${JSON.stringify({ startAt: startAt.toISOString(), offsetMs })}\n`);
    renameSync(draft, file);
  }
  return openClock({ config, isDemo });
}

/**
 * The clock that all processes of one data folder share: it runs at real speed, also for a command
 * that was not given OCHAG_NOW. Nobody moves it under those who run by it.
 * @throws ConfigError on an OCHAG_NOW other than the kept one; on any outside demo mode, where real
 * charges and terms live by the real time.
 */
export function openClock({ config, isDemo }: ClockChoice): Clock {
  const { startAt } = config;
  if (!isDemo) {
    if (!startAt) return systemClock;
    throw new ConfigError(
      'OCHAG_NOW works in demo mode only, and this database is not a demo: remove OCHAG_NOW.',
    );
  }
  const file = clockFile(config);
  const kept = readClockFile(file);
  if (startAt && !kept) {
    throw new ConfigError(
      'OCHAG_NOW is taken by the first "npm start" of a data folder alone: remove OCHAG_NOW.',
    );
  }
  if (startAt && kept && kept.startAt !== startAt.toISOString()) {
    throw new ConfigError(
      `OCHAG_NOW differs from ${kept.startAt}, by which this data folder lives since its first start: remove OCHAG_NOW, or take another OCHAG_DATA.`,
    );
  }
  return kept ? offsetClock(kept.offsetMs) : systemClock;
}

const clockFile = ({ dataFolder }: Config): string => join(dataFolder, 'clock.json');

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
    throw new ConfigError(
      `The clock in ${file} is damaged: remove the file while nothing runs, and give OCHAG_NOW to "npm start".`,
    );
  }
}
