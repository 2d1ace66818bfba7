import type { AppDeps } from '#src/http/deps.ts';
import type { Gateways } from './gateways.ts';

/** What the pages of this room need besides what every page does. */
export type PaymentsDeps = AppDeps & { gateways: Gateways };
