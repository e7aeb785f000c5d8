import type {Database} from "../runtime/database.ts";

/** For tests whose nodes never ask for SQL: any use fails. */
export const unusedDatabase: Database = new Proxy({} as Database, {
  get: (_, name) => {
    if (name === "bind") return () => unusedDatabase;
    throw new Error(`this test does not expect the database to be used; db.${String(name)} was`);
  }
});
