/** What commander says of a mistyped command, and the same in words for people. */
const sayings: [RegExp, string][] = [
  [/^error: required option '(.+)' not specified/, 'Не указан параметр $1'],
  [/^error: missing required argument '(.+)'/, 'Не указан аргумент <$1>'],
  [/^error: option '(.+)' argument missing/, 'У параметра $1 нет значения'],
  [
    /^error: option '(.+)' argument '(.*)' is invalid\. Allowed choices are (.+)\.$/m,
    'Параметру $1 не подходит «$2», можно: $3',
  ],
  [/^error: option '(.+)' argument '(.*)' is invalid\. ?(.*)/, 'Параметру $1 не подходит «$2»: $3'],
  [
    /^error: command-argument value '(.*)' is invalid for argument '(.+)'\. ?(.*)/,
    'Аргументу <$2> не подходит «$1»: $3',
  ],
  [/^error: option '(.+)' cannot be used with option '(.+)'/, 'Вместе не бывают $1 и $2'],
  [/^error: unknown option '(.+)'/, 'Параметра $1 нет'],
  [/^error: unknown command '(.+)'/, 'Команды $1 нет'],
  [
    /^error: too many arguments(?: for '.+')?\. Expected (\d+) arguments? but got (\d+): (.*)\.$/m,
    'Слишком много аргументов, нужно $1, а дано $2: $3',
  ],
  [/\(Did you mean one of (.+)\?\)/, '(Может быть, одно из: $1?)'],
  [/\(Did you mean (.+)\?\)/, '(Может быть, $1?)'],
];

/** A sentence that is Russian already, or that commander has learned since, stays as it is. */
export const usageErrorText = (message: string): string =>
  sayings.reduce((text, [saying, words]) => text.replace(saying, words), message);

export const helpHint = '(Что возможно, покажет --help)';
