import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { type Clock, offsetClock, systemClock } from '#src/clock.ts';
import { type Config, ConfigError } from '#src/config.ts';
import { fileFailure, makeFolder } from '#src/make-folder.ts';

const clockFileSchema = z.object({ startAt: z.iso.datetime(), offsetMs: z.number() });

export type ClockChoice = { config: Config; isDemo: boolean };

/**
 * The clock of `npm start`, which starts all that lives by it: OCHAG_NOW becomes the offset of the
 * data folder, and another one than last time moves it.
 * @throws ConfigError as openClock().
 */
export function beginClock({ config, isDemo }: ClockChoice): Clock {
  const { startAt } = config;
  if (isDemo && startAt && readClockFile(clockFile(config))?.startAt !== startAt.toISOString()) {
    keepClock(config, startAt);
  }
  return openClock({ config, isDemo });
}

/**
 * The clock that all processes of one data folder share: it runs at real speed, also for a command
 * that was not given OCHAG_NOW. The first to come keeps it; nobody but `npm start` moves it, lest it
 * move under those who run by it.
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
  if (startAt && !readClockFile(clockFile(config))) keepClock(config, startAt);
  return lookAtClock({ config, isDemo });
}

/** As openClock(), and keeps nothing. */
export function lookAtClock({ config, isDemo }: ClockChoice): Clock {
  const { startAt } = config;
  if (!isDemo) return openClock({ config, isDemo });
  const kept = readClockFile(clockFile(config));
  if (startAt && kept && kept.startAt !== startAt.toISOString()) {
    throw new ConfigError(
      `OCHAG_NOW differs from ${kept.startAt}, by which this data folder lives: remove OCHAG_NOW, or give it to "npm start".`,
    );
  }
  if (kept) return offsetClock(kept.offsetMs);
  return startAt ? offsetClock(offsetTo(startAt)) : systemClock;
}

const offsetTo = (startAt: Date): number => startAt.getTime() - systemClock.now().getTime();

function keepClock(config: Config, startAt: Date): void {
  const file = clockFile(config);
  // Written aside and renamed: another process never reads a half of it.
  const draft = `${file}.${process.pid}`;
  const kept = { startAt: startAt.toISOString(), offsetMs: offsetTo(startAt) };
  try {
    makeFolder(config.dataFolder);
    writeFileSync(draft, `${JSON.stringify(kept)}\n`);
    renameSync(draft, file);
  } catch (error) {
    const why = fileFailure(error);
    if (why) throw new ConfigError(`The clock in ${file} cannot be kept: ${why}.`);
    throw error;
  }
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
