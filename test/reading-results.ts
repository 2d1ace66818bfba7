import { listReadings } from '#src/meters/list-readings.ts';
import type { SubmitResult } from '#src/meters/submit-reading.ts';
import type { startMetersWorld } from './meters-world.ts';

type World = Awaited<ReturnType<typeof startMetersWorld>>;

/** The receipt of a reading that must have been taken in. */
export function accepted(result: SubmitResult) {
  if (!result.ok) throw new Error(`refused: ${result.code}`);
  return result.receipt;
}

/** Every version of every reading of this home, newest first. */
export async function historyOf(
  world: World,
  { actor, ...home }: Awaited<ReturnType<World['addHome']>>,
) {
  const page = await listReadings(world.deps, actor, home);
  if (!page.ok) throw new Error(page.code);
  return page.readings;
}
