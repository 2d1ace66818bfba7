/** The account switcher opens by itself; this closes it as people expect of a menu. */
const menu = document.querySelector<HTMLDetailsElement>('details.acct');

document.addEventListener('click', ({ target }) => {
  if (menu?.open && target instanceof Node && !menu.contains(target)) menu.open = false;
});

document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape' || !menu?.open) return;
  menu.open = false;
  menu.querySelector('summary')?.focus();
});

export {};
