/** The way into the desk and one's own sign-in: no role decides there; tested in src/staff. */
export const isWayIntoDesk = (route: string): boolean =>
  /^\w+ \/staff\/(login|logout|invitation|profile)(\/|$)/.test(route);
