import type { StaffRole } from '#src/actor.ts';
import type { RouteName } from '#src/routes.ts';
import type { WaitingRequests } from '#test/waiting-requests.ts';

export type StaffPageCase = {
  name: string;
  /** How its first heading begins. */
  heading: string;
  route: RouteName;
  role: StaffRole;
  isMain?: boolean;
  open: (sent: WaitingRequests) => string;
};
