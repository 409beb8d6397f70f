"""A database for the benchmark: lines that reach a customer through their order; and a process that collects some of them.

`python -m tests.benchmarks.million CUSTOMER` collects that customer's lines and says how many there were and the most
memory the process ever held, in KiB.
"""

import sys
from pathlib import Path

LINES = {1: 1_000_000, 2: 100_000, 3: 10_000}
"""How many lines each customer has, ten of them in an order."""
DDL = """
CREATE SCHEMA million;
SET LOCAL search_path TO million;
CREATE TABLE customers (id integer PRIMARY KEY, email text);
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer NOT NULL REFERENCES customers);
CREATE TABLE lines (id integer PRIMARY KEY, order_id integer NOT NULL REFERENCES orders, what text, amount numeric(12, 2),
    at timestamptz, net inet, tags text[], doc jsonb, nothing text);
"""
FILL = """
INSERT INTO orders SELECT coalesce((SELECT max(id) FROM orders), 0) + n, {customer} FROM generate_series(1, {lines} / 10) n;
INSERT INTO lines SELECT coalesce((SELECT max(id) FROM lines), 0) + row_number() OVER (), o.id, md5(o.id::text) || ' ' || md5(n::text),
    n / 7.0, now(), '10.0.0.1', ARRAY['some', 'tags'], jsonb_build_object('n', n, 'text', md5(n::text)), NULL
    FROM orders o, generate_series(1, 10) n WHERE o.customer_id = {customer};
"""
AFTER = "CREATE INDEX ON orders (customer_id); CREATE INDEX ON lines (order_id);"
STORE = """
kind: sql
name: A million lines
database: platform
schema: million
people: {customers: {key: id, identifiers: {email: email}}}
tables:
  customers: {category: c, person: "", erase: delete, fields: {id: , email: }}
  orders: {category: c, person: customer_id > customers.id, erase: delete, fields: {id: , customer_id: }}
  lines: {category: c, person: order_id > orders.id / customer_id > customers.id, erase: delete,
    fields: {id: , order_id: , what: , amount: , at: , net: , tags: , doc: , nothing: }}
"""
SAME = """
COPY (SELECT row_to_json(r) FROM (
    SELECT id, order_id, what, amount, at, net, tags, doc, nothing FROM million.lines
    WHERE order_id IN (SELECT id FROM million.orders WHERE customer_id = {customer}) ORDER BY id) r) TO STDOUT
"""
"""What psql is asked: the same rows, by the same join, in the same order."""


def collected(customer: int) -> int:
    """Collect the lines of a customer, throw them away and return how many there were."""
    import yaml

    from accounts.datamap.reader import Entry
    from accounts.datamap.stores import read_store
    from exports.stores import collect
    from exports.stores.located import Located
    from exports.stores.store import Store

    node = yaml.compose(STORE, Loader=yaml.SafeLoader)
    store = Store(read_store("million", Entry(node, "million.yaml", "stores.million", 1)))
    located = Located("million", keys={"customers": [(customer,)]})
    return sum(1 for _ in collect.rows(store, store.table("lines"), located))


def most_memory() -> int:
    """Return the most memory this process has held, in KiB."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0])


if __name__ == "__main__":
    import django

    django.setup()
    sys.stdout.write(f"{collected(int(sys.argv[1]))} {most_memory()}\n")
