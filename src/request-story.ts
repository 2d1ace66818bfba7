import { AsyncLocalStorage } from 'node:async_hooks';

/**
 * The id of the request on whose behalf something is done: by its handler, and later by the jobs
 * and letters that it queued. It lets one number find the whole story in logs, audit and letters;
 * nothing is ever decided by it.
 */
const story = new AsyncLocalStorage<string>();

export const inStoryOf = <T>(requestId: string, work: () => T): T => story.run(requestId, work);

/** Empty outside any request: recurring work, a command. */
export const currentRequestId = (): string => story.getStore() ?? '';
