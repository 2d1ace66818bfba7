import type { FastifyBaseLogger } from 'fastify';
import type { JobHelpers } from 'graphile-worker';
import { inStoryOf } from '#src/request-story.ts';
import { errorForLog } from './error-for-log.ts';
import { jobSeconds, jobsDone } from './job-metrics.ts';

export type JobContext = {
  jobId: string;
  /** From 1. */
  attempt: number;
  maxAttempts: number;
  /** Aborted when the worker must stop: give up and throw, the job will be run again. */
  signal: AbortSignal;
  log: FastifyBaseLogger;
};

/**
 * Throws → run again after a growing pause. A job may run twice (a worker died after the work and
 * before it could say so), so what it does must bear that.
 */
export type Task = (payload: unknown, context: JobContext) => Promise<void>;
export type Tasks = Readonly<Record<string, Task>>;

/** The task as the queue calls it: timed, counted, its failures logged without personal data. */
export function observeTask(name: string, task: Task, workerLog: FastifyBaseLogger) {
  return async (payload: unknown, { job, abortSignal }: JobHelpers): Promise<void> => {
    const { attempts: attempt, max_attempts: maxAttempts } = job;
    const requestId = requestIdOf(payload);
    const story = requestId ? { reqId: requestId } : {};
    const log = workerLog.child({ ...story, task: name, jobId: job.id, attempt });
    const stopTimer = jobSeconds.startTimer({ task: name });
    try {
      const signal = abortSignal ?? new AbortController().signal;
      const context = { jobId: job.id, attempt, maxAttempts, signal, log };
      await inStoryOf(requestId, () => task(payload, context));
      jobsDone.inc({ task: name, outcome: 'done' });
      log.info('job done');
    } catch (error) {
      const isLast = attempt >= maxAttempts;
      jobsDone.inc({ task: name, outcome: isLast ? 'exhausted' : 'retry' });
      const err = errorForLog(error);
      if (isLast) log.error({ err }, 'job failed, no tries are left');
      else log.warn({ err }, 'job failed, will be tried again');
      throw error;
    } finally {
      stopTimer();
    }
  };
}

function requestIdOf(payload: unknown): string {
  const { requestId } = (payload ?? {}) as { requestId?: unknown };
  return typeof requestId === 'string' ? requestId : '';
}
