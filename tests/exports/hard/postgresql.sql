-- What only PostgreSQL has. The search path is the shapes' own schema.

-- The same name in another schema, and a foreign key across schemas.
CREATE SCHEMA "Hard ""Archive""";
CREATE TABLE "Hard ""Archive""".review (
    id integer PRIMARY KEY, tenant integer, author integer, words text, mark text,
    FOREIGN KEY (tenant, author) REFERENCES member (tenant, no));
INSERT INTO "Hard ""Archive""".review VALUES (1, 1, 1, 'Ana of old', 'ana'), (2, 1, 2, 'Ben of old', 'ben'), (3, NULL, NULL, NULL, NULL);

-- Every kind of value.
CREATE TYPE mood AS ENUM ('glad', 'it''s "so-so"', 'SAD');
CREATE DOMAIN short_word AS varchar(12) CHECK (VALUE <> '');
CREATE DOMAIN needed_word AS text NOT NULL;
CREATE TYPE place AS (street text, "no" integer, at point);
CREATE TYPE day_range AS RANGE (subtype = date);
CREATE TABLE kinds (
    id uuid PRIMARY KEY, owner uuid, big bigint, small smallint, exact numeric, money_like numeric(12, 2), ratio double precision, single real,
    yes boolean, word text, fixed char(5), limited varchar(10), letter "char", named name, raw bytea, day date, clock time, zoned_clock timetz,
    moment timestamp, zoned_moment timestamptz, span interval, price money, page xml, search tsvector, net inet, block cidr, mac macaddr, mask bit(5),
    flags bit varying, loose json, doc jsonb, feeling mood, feelings mood[], short short_word, home place, homes place[], words text[], grid integer[][],
    days daterange, numbers int4range, moments tstzrange, many datemultirange, own_days day_range, dot point, ring polygon, number_of oid, lsn pg_lsn, mark text);
INSERT INTO kinds VALUES
    ('00000000-0000-0000-0000-000000000001', 'a1a1a1a1-0000-4000-8000-000000000001', 9223372036854775807, -32768, 'NaN', 1234567890.12, 'Infinity', '-0',
    true, E'tab\there, line\nbreak, "quotes", \\ and \u0001 \U0001F600', 'ab', 'exactly 10', 'x', 'a_name', '\x00ff5c0a', 'infinity', '24:00:00', '12:34:56.789-03:30',
    '-infinity', '2026-03-29 02:30:00+01', '1 year -2 mons +3 days 04:05:06.789', '-$1,234.56', '<a b="c">&lt;d&gt;</a>', 'a:1 fat:2,4B cat', '2001:db8::1/64',
    '10.1.0.0/16', '08:00:2b:01:02:03', B'10101', B'', E'{"b": 1,\n "a": 1, "a": 2}', '{"a": {"b": [1, null, "\u00e9"]}, "n": 12345678901234567890.123}',
    'it''s "so-so"', '{glad,"it''s \"so-so\""}', 'word', '("1 Side ""Street""",7,"(1,2)")', ARRAY[ROW('a', 1, NULL)::place, NULL, ROW(NULL, NULL, NULL)::place],
    '{NULL,"NULL","","a,b","{}","\"q\""}', '{{1,2},{3,NULL}}', '[2020-01-01,infinity)', 'empty', '(,"2026-03-29 02:30:00+01"]', '{[2020-01-01,2020-02-01),[2021-01-01,)}',
    '[2020-01-01,2020-12-31]', '(1.5,-2)', '((0,0),(1,1),(1,0))', 4294967295, '16/B374D848', 'ana'),
    ('00000000-0000-0000-0000-000000000002', 'a1a1a1a1-0000-4000-8000-000000000001', -9223372036854775808, 32767,
    (repeat('9', 1000) || '.' || repeat('7', 1000))::numeric, -0.01, 'NaN', 1e-37, false, '', '', '', NULL, '', '', '4713-01-01 BC', '00:00', '23:59:60+15:59', '0044-03-15 12:00:00 BC',
    '0044-03-15 12:00:00+00 BC', '-178000000 years', '0', NULL, '', '::', '::/0', '00:00:00:00:00:00', B'00000', B'1', '"text"', 'null', 'SAD', '{}', NULL, NULL, '{}', '{}', '{}',
    'empty', '(,)', '(,)', '{}', NULL, '(Infinity,NaN)', NULL, 0, '0/0', 'ana'),
    ('00000000-0000-0000-0000-000000000003', 'a1a1a1a1-0000-4000-8000-000000000001', NULL, NULL, 'Infinity', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'ana'),
    ('00000000-0000-0000-0000-000000000004', 'b1b1b1b1-0000-4000-8000-000000000002', 1, 1, 1, 1, 1, 1, true, 'Ben', 'b', 'b', 'b', 'b', 'b', '2000-01-01', '12:00', '12:00+00', '2000-01-01',
    '2000-01-01+00', '1 day', '1', '<b/>', 'b', '10.0.0.2', '10.0.0.0/8', '08:00:2b:01:02:04', B'11111', B'1', '{}', '{}', 'glad', '{}', 'b', NULL, NULL, '{b}', '{{1}}', 'empty', 'empty',
    'empty', '{}', NULL, NULL, NULL, 1, '0/1', 'ben'),
    ('00000000-0000-0000-0000-000000000005', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL,
    NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL);

-- The same values where none may be empty, in rows that stay: each takes something of its type.
CREATE TABLE kept_kinds (
    id integer PRIMARY KEY, owner uuid, word text NOT NULL, "unique" text NOT NULL UNIQUE, limited varchar(10) NOT NULL, needed needed_word, alias uuid NOT NULL,
    feeling mood NOT NULL, words text[] NOT NULL, doc jsonb NOT NULL, loose json NOT NULL, raw bytea NOT NULL, days daterange NOT NULL, day date NOT NULL,
    amount numeric NOT NULL, search tsvector NOT NULL, net inet, born date, home place, mark text);
INSERT INTO kept_kinds SELECT n, o::uuid, 'Ana', 'Ana' || n, 'Ana', 'Ana', gen_random_uuid(), 'SAD', '{Ana}', '{"name": "Ana"}', '{"name": "Ana"}', 'Ana', '[2020-01-01,)', '2020-01-01',
    10.5, 'ana', '10.0.0.1', '2000-01-01', ROW('1 Side Street', 1, NULL)::place, m
    FROM (VALUES (1, 'a1a1a1a1-0000-4000-8000-000000000001', 'ana'), (2, 'a1a1a1a1-0000-4000-8000-000000000001', 'ana'),
                 (3, 'b1b1b1b1-0000-4000-8000-000000000002', 'ben')) rows (n, o, m);

-- Generated and identity columns.
CREATE TABLE made (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY, other bigint GENERATED BY DEFAULT AS IDENTITY, owner uuid, first text NOT NULL, last text NOT NULL,
    "full" text GENERATED ALWAYS AS (first || ' ' || last) STORED, length integer GENERATED ALWAYS AS (length(first)) STORED, mark text);
INSERT INTO made (owner, first, last, mark) VALUES ('a1a1a1a1-0000-4000-8000-000000000001', 'Ana', 'Kovač', 'ana'), ('b1b1b1b1-0000-4000-8000-000000000002', 'Ben', 'Bo', 'ben');

-- Partitions below partitions, by list and by range, with a default for each.
CREATE TABLE log (tenant integer NOT NULL, day date NOT NULL, id integer NOT NULL, member integer, line text, mark text, PRIMARY KEY (tenant, day, id)) PARTITION BY LIST (tenant);
CREATE TABLE log_1 PARTITION OF log FOR VALUES IN (1) PARTITION BY RANGE (day);
CREATE TABLE log_1_old PARTITION OF log_1 FOR VALUES FROM (MINVALUE) TO ('2026-01-01');
CREATE TABLE log_1_new PARTITION OF log_1 FOR VALUES FROM ('2026-01-01') TO (MAXVALUE);
CREATE TABLE log_rest PARTITION OF log DEFAULT PARTITION BY RANGE (day);
CREATE TABLE log_rest_all PARTITION OF log_rest DEFAULT;
ALTER TABLE log ADD FOREIGN KEY (tenant, member) REFERENCES member (tenant, no);
INSERT INTO log VALUES (1, '2025-01-01', 1, 1, 'old', 'ana'), (1, '2026-06-01', 1, 1, 'new', 'ana'), (2, '2026-06-01', 1, 2, 'rest', 'ana'), (1, '2025-01-01', 2, 2, 'old', 'ben'),
    (2, '2026-06-01', 2, 1, 'rest', 'cat'), (1, '2026-06-01', 3, NULL, NULL, NULL);
-- And lines that hang on partitions.
CREATE TABLE log_detail (id integer PRIMARY KEY, tenant integer, day date, log integer, detail text, mark text, FOREIGN KEY (tenant, day, log) REFERENCES log (tenant, day, id));
INSERT INTO log_detail VALUES (1, 1, '2025-01-01', 1, 'a', 'ana'), (2, 1, '2026-06-01', 1, 'b', 'ana'), (3, 1, '2025-01-01', 2, 'c', 'ben'), (4, 1, NULL, 1, 'd', NULL);

-- Tables that inherit: a car stands in vehicle as well.
CREATE TABLE vehicle (id integer PRIMARY KEY, tenant integer, member integer, plate text, mark text);
CREATE TABLE car (doors integer, PRIMARY KEY (id)) INHERITS (vehicle);
INSERT INTO vehicle VALUES (1, 1, 1, 'ANA 1', 'ana'), (2, 1, 2, 'BEN 1', 'ben');
INSERT INTO car VALUES (3, 1, 1, 'ANA 2', 'ana', 4), (4, 1, 2, 'BEN 2', 'ben', 2), (1, 1, 1, 'ANA 3', 'ana', 3);

-- Foreign keys that are looked at when the transaction ends, in a circle where neither may be empty.
CREATE TABLE left_shoe (id integer PRIMARY KEY, tenant integer, member integer, pair integer NOT NULL, mark text, FOREIGN KEY (tenant, member) REFERENCES member (tenant, no) DEFERRABLE INITIALLY DEFERRED);
CREATE TABLE right_shoe (id integer PRIMARY KEY, tenant integer, member integer, pair integer NOT NULL REFERENCES left_shoe DEFERRABLE INITIALLY IMMEDIATE, mark text,
    FOREIGN KEY (tenant, member) REFERENCES member (tenant, no) DEFERRABLE INITIALLY DEFERRED);
INSERT INTO left_shoe VALUES (1, 1, 1, 1, 'ana'), (2, 1, 2, 2, 'ben');
INSERT INTO right_shoe VALUES (1, 1, 1, 1, 'ana'), (2, 1, 2, 2, 'ben');

-- What the database sets by itself when the person goes.
CREATE TABLE on_set_default (
    id integer PRIMARY KEY, tenant integer DEFAULT 2, member integer DEFAULT 1, said text, mark text, FOREIGN KEY (tenant, member) REFERENCES member (tenant, no) ON DELETE SET DEFAULT);
INSERT INTO on_set_default VALUES (1, 1, 1, 'Ana said', 'ana'), (2, 1, 2, 'Ben said', 'ben');

-- Rows shared through an array of keys, and through an array inside a document.
CREATE TABLE room (id integer PRIMARY KEY, members uuid[], names text[], topic text, mark text);
INSERT INTO room VALUES (1, '{a1a1a1a1-0000-4000-8000-000000000001,b1b1b1b1-0000-4000-8000-000000000002,NULL}', '{open}', 'Ana and Ben', 'ana ben'),
    (2, '{a1a1a1a1-0000-4000-8000-000000000001,a2a2a2a2-0000-4000-8000-000000000004}', NULL, 'Ana and Ana', 'ana'), (3, '{}', NULL, 'empty', NULL), (4, NULL, NULL, NULL, NULL),
    (5, '{b1b1b1b1-0000-4000-8000-000000000002,c1c1c1c1-0000-4000-8000-000000000003}', NULL, 'Ben and Cat', 'ben cat');
CREATE TABLE meeting (id integer PRIMARY KEY, doc jsonb, mark text);
INSERT INTO meeting VALUES (1, '{"guests": ["a1a1a1a1-0000-4000-8000-000000000001", "b1b1b1b1-0000-4000-8000-000000000002"], "topic": "Both"}', 'ana ben'),
    (2, '{"guests": ["a1a1a1a1-0000-4000-8000-000000000001"], "topic": "Ana"}', 'ana'), (3, '{"guests": "a1a1a1a1-0000-4000-8000-000000000001"}', NULL), (4, NULL, NULL),
    (5, '{"guests": ["c1c1c1c1-0000-4000-8000-000000000003"], "topic": "Cat"}', 'cat');
-- Keys of two columns in two arrays cannot be told apart and are no shape; a composite path ends at one array of texts instead.
CREATE TABLE drive (id integer PRIMARY KEY, tenant integer, driver integer, riders integer[], mark text);
INSERT INTO drive VALUES (1, 1, 1, '{12,13}', 'ana'), (2, 1, 2, '{11,2}', 'ben ana zoe'), (3, 2, 1, '{1}', 'cat ben'), (4, NULL, NULL, '{11}', 'ana');
