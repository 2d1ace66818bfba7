/**
 * What a token may do, from the least. Each operation of the API names the one that it needs; a
 * session, which is the person, has them all.
 */
export const apiScopes = ['read', 'readings:write', 'payments:write', 'autopay:write'] as const;

export type ApiScope = (typeof apiScopes)[number];

/** How long a token may live, in days. */
export const tokenLifetimesDays = [30, 90, 365] as const;

export type TokenLifetimeDays = (typeof tokenLifetimesDays)[number];
