/** For a box of 2 cores and 2 GB that also runs the site; a larger one has its own PostgreSQL. */
const common = {
  // The unix socket is the only door.
  listen_addresses: '',
  unix_socket_permissions: '0700',
  max_connections: 100,
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  random_page_cost: 1.1,
  jit: 'off',
  // A register of a million accounts is written between two checkpoints.
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  timezone: 'UTC',
  log_timezone: 'UTC',
  // The log must not hold anybody's data: neither statements, nor parameters, nor DETAIL lines.
  log_min_error_statement: 'panic',
  log_parameter_max_length: 0,
  log_error_verbosity: 'terse',
};

/** For tests: what is written may be lost with the machine. */
const fleeting = { fsync: 'off', full_page_writes: 'off', synchronous_commit: 'off' };

export type SettingsOptions = { socketFolder: string; durable: boolean };

export function serverArguments({ socketFolder, durable }: SettingsOptions): string[] {
  const settings = {
    ...common,
    ...(durable ? {} : fleeting),
    unix_socket_directories: quoteListItem(socketFolder),
  };
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}

/** The setting is a list: a folder with a comma or a space would be several. */
function quoteListItem(text: string): string {
  return `"${text.replaceAll('"', '""')}"`;
}
