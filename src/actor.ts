/** Who asks. A required argument of every query that touches a subscriber's data. */
export type Actor = Resident | StaffMember | BankAgent | System;

export type Resident = { kind: 'resident'; userId: number };
export type StaffMember = { kind: 'staff'; staffMemberId: number; role: StaffRole };
export type StaffRole = 'operator' | 'accountant' | 'administrator' | 'auditor';
/** Who may bring a reading in. */
export type ReadingSender = Resident | StaffMember;
export type BankAgent = { kind: 'bank'; agent: string };
/** The product itself: an import, a job, the month close. `reason` names it in the audit. */
export type System = { kind: 'system'; reason: string };

export const resident = (userId: number): Resident => ({ kind: 'resident', userId });
export const system = (reason: string): System => ({ kind: 'system', reason });
