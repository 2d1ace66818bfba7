import { featureTasks, letterRenderers, recurringWork } from '#src/features.ts';
import { startWorker } from '#src/jobs/worker.ts';
import { SEND_LETTER } from '#src/mail/letters.ts';
import { requeueLettersRegularly } from '#src/mail/requeue-letters.ts';
import { createSendLetter } from '#src/mail/send-letter.ts';
import { createMailTransport } from '#src/mail/transport.ts';
import type { Deps } from '#src/process/open-deps.ts';
import { type Running, startOperations } from './web.ts';

/** Letters and all that is due by our clock. */
export async function startBackgroundWork(deps: Deps): Promise<Running> {
  const { config, pool, log, supplier } = deps;
  const transport = createMailTransport({ smtpUrl: config.smtpUrl });
  const sendLetter = createSendLetter({
    ...deps,
    url: config.url,
    renderers: letterRenderers,
    transport,
    from: config.mailFrom ?? supplier.contacts.email,
  });
  const worker = await startWorker({
    pool,
    log,
    tasks: { [SEND_LETTER]: sendLetter, ...featureTasks(deps) },
    recurring: [requeueLettersRegularly(deps), ...recurringWork(deps)],
  });
  const listener = config.workerOperations;
  const operations = await startOperations(deps, 'OCHAG_WORKER_OPERATIONS', listener).catch(
    async (error) => {
      await worker.stop();
      throw error;
    },
  );
  return {
    async stop() {
      await worker.stop();
      transport.close();
      await operations?.stop();
    },
  };
}
