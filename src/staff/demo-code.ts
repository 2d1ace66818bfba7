import type { Clock } from '#src/clock.ts';
import { totpCode } from '#src/identity/second-factor/totp.ts';
import { demoStaff } from './demo-staff.ru.ts';

/** What the application of the demo's staff shows now; null outside demo mode. */
export const demoCodeNow = ({ isDemo, clock }: { isDemo: boolean; clock: Clock }): string | null =>
  isDemo ? totpCode(demoStaff.totpSecret, clock.now()) : null;

export const isDemoMember = (email: string): boolean =>
  demoStaff.members.some((member) => member.email === email);
