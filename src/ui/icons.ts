/** Line drawings on a grid of 24; a stroke of the text's colour, so they follow it. */
export const iconPaths = {
  phone:
    'M6.5 3.5h3l1.5 4.5-2 1.5a12 12 0 0 0 5.5 5.5l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A17 17 0 0 1 4.5 5.7a2 2 0 0 1 2-2.2Z',
  home: 'm3.5 11 8.5-7.5 8.5 7.5M5.5 9.5v10.5h13V9.5M10 20v-6h4v6',
  house:
    'm3.5 11 8.5-7.5 8.5 7.5M5.5 9.5v10.5h13V9.5M12 12c1.8 1.6 2.3 2.5 2.3 3.6a2.3 2.3 0 0 1-4.6 0c0-.8.3-1.4.9-2 .2.5.5.8.9.9 0-1-.1-1.7.5-2.5Z',
  gauge: 'M4 18.5a9 9 0 1 1 16 0M12 14l4-5',
  card: 'M5.5 5.5h13A2.5 2.5 0 0 1 21 8v8a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 16V8a2.5 2.5 0 0 1 2.5-2.5ZM3 10h18M7 15h3',
  list: 'M5 3.5h14v17l-3.5-2-3.5 2-3.5-2-3.5 2zM8.5 8.5h7M8.5 12h7',
  chat: 'M4 5.5h16v11h-7.5L8 20.5v-4H4z',
  person: 'M16 8.5a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM4.5 20.5c.8-4 4-6 7.5-6s6.7 2 7.5 6',
  more: 'M4 6.5h16M4 12h16M4 17.5h16',
  down: 'm6.5 9.5 5.5 5.5 5.5-5.5',
  plus: 'M12 5v14M5 12h14',
  file: 'M6 3.5h8l4.5 4.5v12.5H6zM13.5 3.5V8.5h5M12 11.5v5.5m-2.5-2.25L12 17l2.5-2.25',
  done: 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0ZM8 12.3l2.7 2.7 5.3-5.7',
  clock: 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0ZM12 7v5.3l3.5 2',
  reply: 'M9 6.5 4 11.5l5 5M4.5 11.5H14a6 6 0 0 1 6 6v1',
  stop: 'M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0ZM8 12h8',
  find: 'M17 10.5a6.5 6.5 0 1 1-13 0 6.5 6.5 0 0 1 13 0ZM15.5 15.5l5 5',
  alert: 'M12 4.5 21 19.5H3zM12 10v4.5M12 17h.01',
} as const;

export type IconName = keyof typeof iconPaths;

/** Dots of those drawings: a stroke of no length, as wide as the dot. */
export const iconDots: Partial<Record<IconName, { d: string; width: number }>> = {
  gauge: { d: 'M12 14.5h.01', width: 3.5 },
  chat: { d: 'M8.5 11h.01M12 11h.01M15.5 11h.01', width: 2.25 },
};
