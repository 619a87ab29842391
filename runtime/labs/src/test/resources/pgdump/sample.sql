CREATE SCHEMA "Odd ""Schema""";
CREATE EXTENSION IF NOT EXISTS plpgsql;
CREATE TYPE mood AS ENUM ('sad', 'ok', 'it''s "fine"');
CREATE DOMAIN positive AS integer CHECK (VALUE > 0);
CREATE TYPE pair AS (a integer, b text);

CREATE TABLE customers (
  id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL,
  mood mood DEFAULT 'ok',
  data bytea,
  tags text[],
  doc jsonb,
  born date,
  balance numeric(12,2),
  score double precision,
  seen timestamptz,
  shout text GENERATED ALWAYS AS (upper(name)) STORED,
  extra pair,
  UNIQUE (name)
);
INSERT INTO customers (name, data, tags, doc, born, balance, score, seen, extra)
SELECT 'name ' || i || E' \t\n\r\\ \u00e9\u4e2d\U0001F600 \\. ''"', decode(md5(i::text), 'hex'),
  ARRAY['a' || i, NULL, 'with "quotes", and {braces}', ''], jsonb_build_object('i', i, 'x', E'tab\there'),
  date '2000-01-01' + i, i * 1.25, CASE i % 4 WHEN 0 THEN 'NaN' WHEN 1 THEN '-Infinity' ELSE 1.0 / i END,
  timestamptz '2026-01-01 00:00:00+00' + i * interval '1 minute', ROW(i, 'b' || i)::pair
FROM generate_series(1, 400) i;
INSERT INTO customers (name) VALUES (''), (E'\\.'), (E'\\N'), ('last');

CREATE TABLE "Odd ""Schema"""."Order, (lines)" (
  "key one" bigserial PRIMARY KEY,
  "select" integer NOT NULL REFERENCES customers (id) ON DELETE CASCADE,
  "a,b" text COLLATE "C",
  qty positive
);
INSERT INTO "Odd ""Schema"""."Order, (lines)" ("select", "a,b", qty)
SELECT i % 400 + 1, repeat('x', i % 50), i FROM generate_series(1, 3000) i;
CREATE INDEX "idx odd" ON "Odd ""Schema"""."Order, (lines)" ("a,b" DESC, lower("a,b")) WHERE qty > 10;
COMMENT ON TABLE "Odd ""Schema"""."Order, (lines)" IS 'a comment with ; and '' and -- dashes';
COMMENT ON INDEX "Odd ""Schema"""."idx odd" IS 'an index';
COMMENT ON COLUMN customers.name IS 'who';

CREATE TABLE events (id bigint, at date NOT NULL, what text, PRIMARY KEY (id, at)) PARTITION BY RANGE (at);
CREATE TABLE events_2025 PARTITION OF events FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
CREATE TABLE events_rest PARTITION OF events DEFAULT;
INSERT INTO events SELECT i, date '2025-06-01' + i, 'event ' || i FROM generate_series(1, 500) i;

CREATE TABLE empty_table (id integer PRIMARY KEY, nothing text);
CREATE TABLE no_columns ();
INSERT INTO no_columns DEFAULT VALUES;
INSERT INTO no_columns DEFAULT VALUES;
CREATE TABLE parent (id integer CHECK (id > 0), v text);
CREATE TABLE child (more integer) INHERITS (parent);
INSERT INTO child SELECT i, 'v', i FROM generate_series(1, 20) i;
CREATE UNLOGGED TABLE scratch (x integer);
INSERT INTO scratch VALUES (1), (NULL);

CREATE SEQUENCE counter START 5 INCREMENT 3;
SELECT nextval('counter'), nextval('counter');

CREATE FUNCTION add(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT a + b; $$;
CREATE FUNCTION atomic(a integer) RETURNS integer LANGUAGE sql IMMUTABLE BEGIN ATOMIC SELECT a + 1; SELECT a + 2; END;
CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  -- A text with ; and 'quotes' and ? and {d '2000-01-01'}.
  NEW.v := coalesce(NEW.v, 'none; really');
  RETURN NEW;
END $body$;
CREATE PROCEDURE do_nothing(INOUT x integer) LANGUAGE plpgsql AS 'BEGIN x := x; END';
CREATE AGGREGATE product(integer) (SFUNC = int4mul, STYPE = integer, INITCOND = '1');
CREATE TRIGGER stamping BEFORE INSERT ON parent FOR EACH ROW EXECUTE FUNCTION stamp();
CREATE VIEW rich AS SELECT id, name FROM customers WHERE balance > 100;
CREATE MATERIALIZED VIEW totals AS SELECT "select" AS customer, sum(qty::integer) AS total
  FROM "Odd ""Schema"""."Order, (lines)" GROUP BY 1 WITH DATA;
CREATE UNIQUE INDEX totals_customer ON totals (customer);
CREATE MATERIALIZED VIEW unfilled AS SELECT 1 AS one WITH NO DATA;
CREATE RULE no_delete AS ON DELETE TO empty_table DO INSTEAD NOTHING;
ALTER TABLE customers ENABLE ROW LEVEL SECURITY;
CREATE POLICY everybody ON customers USING (true);
CREATE STATISTICS odd_stats ON id, at FROM events;
ALTER TABLE child ADD CONSTRAINT child_more CHECK (more < 100) NOT VALID;
CREATE TABLE self (id integer PRIMARY KEY, up integer REFERENCES self (id));
INSERT INTO self VALUES (2, NULL), (1, 2), (3, 1);

SELECT lo_from_bytea(0, decode(repeat('00ff10', 100000), 'hex'));
SELECT lo_from_bytea(0, 'a small one');
SELECT lo_create(0);
GRANT SELECT ON customers TO PUBLIC;
GRANT SELECT (id) ON self TO PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO PUBLIC;
