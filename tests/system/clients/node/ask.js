// What DuckDB for Node reads in the published file: `node ask.js FILE`, as JSON, in the shape of ask.py.
import { DuckDBInstance } from "@duckdb/node-api";

const TABLES = ["metric_values", "metric_catalog", "fct_tickets", "fct_orders", "dim_agents"];
const VIEWS = ["metric_observations", "semantic_observations", "kpi_tickets_created"];
const CELL = `metric_id = 'cpi_customer_satisfaction' and grain = 'month' and dimension = 'all'
  and period_start = date '2024-09-01'`;
const NULLS = [["fct_tickets", "first_solved_at"], ["fct_tickets", "team_id"], ["metric_values", "ci_low"]];
const TYPED = [["fct_tickets", "created_at"], ["fct_tickets", "is_solved"], ["fct_orders", "amount"],
  ["dim_agents", "agent_id"], ["metric_catalog", "unit"]];
const KINDS = { TIMESTAMP: "datetime", BOOLEAN: "bool", DECIMAL: "Decimal", VARCHAR: "str", DOUBLE: "float",
  BIGINT: "int", INTEGER: "int", DATE: "date" };

const instance = await DuckDBInstance.create(process.argv[2], { access_mode: "READ_ONLY" });
const connection = await instance.connect();
const read = async query => (await connection.runAndReadAll(query));
const column = async (name, table, where = "true") => {
  const reader = await read(`select ${name} from marts.${table} where ${where}`);
  const type = String(reader.columnType(0)).replace(/\(.*/, "");
  return { values: reader.getRowsJson().map(([value]) => value), kind: KINDS[type] ?? type };
};
const count = async relation => Number((await read(`select count(*) from marts.${relation}`)).getRows()[0][0]);

const answers = { rows: {}, cell: {}, nulls: {}, types: {} };
for (const relation of [...TABLES, ...VIEWS]) answers.rows[relation] = await count(relation);
for (const [table, name] of TYPED) answers.types[`${table}.${name}`] = (await column(name, table)).kind;
for (const name of ["value", "subjects", "period_start", "is_complete"]) {
  const { values, kind } = await column(name, "metric_values", CELL);
  answers.cell[name] = values.map(value => kind === "int" ? Number(value) : value);
  answers.types[name] = kind;
}
for (const [table, name] of NULLS) {
  answers.nulls[`${table}.${name}`] = (await column(name, table)).values.filter(value => value === null).length;
}
const times = (await column("created_at", "fct_tickets")).values.map(time => time.replace(" ", "T").slice(0, 19)).sort();
answers.first = times[0];
answers.last = times.at(-1);
answers.agents = (await column("agent_id", "dim_agents")).values.sort();
console.log(JSON.stringify(answers));
