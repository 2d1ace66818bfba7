import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { expect, test } from 'vitest';
import { usageErrorText } from './usage-error.ru.ts';

test('whatever commander has against a command is said in Russian, once for all commands', () => {
  const said = (...args: string[]): string => {
    const lines: string[] = [];
    const program = new Command('ochag').exitOverride().configureOutput({
      outputError: (message) => lines.push(usageErrorText(message)),
      writeErr: () => {},
    });
    program
      .command('bake <what>')
      .requiredOption('--out <file>')
      .addOption(new Option('--heat <heat>').choices(['low', 'high']))
      .addOption(new Option('--raw').conflicts('heat'))
      .option('--count <n>', '', () => {
        throw new InvalidArgumentError('нужно целое число');
      })
      .action(() => {});
    program.command('boil').action(() => {});
    expect(() => program.parse(args, { from: 'user' })).toThrow(CommanderError);
    return lines.join('');
  };
  expect(said('bake', 'bread')).toBe('Не указан параметр --out <file>\n');
  expect(said('bake', '--out', 'f')).toBe('Не указан аргумент <what>\n');
  expect(said('bake', 'bread', '--out')).toBe('У параметра --out <file> нет значения\n');
  expect(said('bake', '--heat', 'hot')).toBe(
    'Параметру --heat <heat> не подходит «hot», можно: low, high\n',
  );
  expect(said('bake', '--count', 'x')).toBe(
    'Параметру --count <n> не подходит «x»: нужно целое число\n',
  );
  expect(said('bake', 'bread', '--out', 'f', '--raw', '--heat', 'low')).toBe(
    'Вместе не бывают --raw и --heat <heat>\n',
  );
  expect(said('bake', 'bread', '--out', 'f', '--raww')).toBe(
    'Параметра --raww нет\n(Может быть, --raw?)\n',
  );
  expect(said('bakee')).toBe('Команды bakee нет\n(Может быть, bake?)\n');
  expect(said('bake', 'bread', 'twice', '--out', 'f')).toBe(
    'Слишком много аргументов, нужно 1, а дано 2: bread, twice\n',
  );
});
