// Exits 0 if the PostgreSQL in the argument answers and lets us make databases.
import pg from 'pg';

const client = new pg.Client({
  connectionString: process.argv[2],
  connectionTimeoutMillis: 3_000,
});
try {
  await client.connect();
  const { rows } = await client.query(`
    select rolcreatedb or rolsuper as can, current_setting('server_version_num')::int >= 150000 as is_new
      from pg_roles where rolname = current_user`);
  await client.end();
  process.exit(rows[0].can && rows[0].is_new ? 0 : 1);
} catch {
  process.exit(1);
}
