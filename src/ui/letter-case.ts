/** The first letter as within a sentence; the rest as it is. */
export const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

/** The first letter as at the beginning of a sentence; the rest as it is. */
export const upperFirst = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
