/** Of 12 bytes by chance, in letters of an address. Anything may stand in one: a zero byte breaks a query. */
export const isPublicId = (text: string): boolean => /^[\w-]{16}$/.test(text);
