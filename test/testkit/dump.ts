import { Client } from 'pg';

/** A database as its owner sees it, past every wall. */
export interface Dump {
  /** The ids of a table's rows. */
  ids(table: string, where?: string): Promise<string[]>;
  /** Every row of every table but those, as text. */
  text(but?: readonly string[]): Promise<string>;
  close(): Promise<void>;
}

/** Opens a database to look at what it holds. */
export async function openDump(ownerUrl: string): Promise<Dump> {
  const client = new Client({ connectionString: ownerUrl });
  await client.connect();
  await client.query("SELECT set_config('app.operator', 'maintenance', false)");
  const column = async (query: string) => {
    const { rows } = await client.query<{ value: string }>(query);
    return rows.map(({ value }) => value);
  };
  return {
    ids: (table, where = 'TRUE') => column(`SELECT id AS value FROM ${table} WHERE ${where} ORDER BY 1`),
    async text(but = []) {
      const all = await column("SELECT tablename AS value FROM pg_tables WHERE schemaname = 'public'");
      const tables = all.filter((table) => !but.includes(table)).sort();
      const rows: string[] = [];
      for (const table of tables)
        rows.push(...(await column(`SELECT t::text AS value FROM "${table}" AS t ORDER BY 1`)));
      return rows.join('\n');
    },
    close: () => client.end(),
  };
}

/** All of a database, read once; see {@link Dump.text}. */
export async function dumped(ownerUrl = '', but: readonly string[] = []): Promise<string> {
  const dump = await openDump(ownerUrl);
  try {
    return await dump.text(but);
  } finally {
    await dump.close();
  }
}
