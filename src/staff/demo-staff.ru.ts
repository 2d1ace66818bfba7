import type { StaffRole } from '#src/actor.ts';

/**
 * Staff of the demo. All of this is known to everybody, hence refused outside demo mode; the
 * application's secret is too, so that nobody needs a telephone to look at the desk.
 */
export const demoStaff = {
  password: 'demo-ochag-2026',
  totpSecret: 'OCHAGDEMOCHAGDEMOCHAGDEMOCHAG234',
  members: [
    { email: 'operator@example.ru', name: 'Кузнецова М.', role: 'operator' },
    { email: 'accountant@example.ru', name: 'Лаптева О.', role: 'accountant' },
    { email: 'administrator@example.ru', name: 'Воронов С.', role: 'administrator' },
    { email: 'auditor@example.ru', name: 'Ждан И.', role: 'auditor' },
  ] satisfies { email: string; name: string; role: StaffRole }[],
} as const;
