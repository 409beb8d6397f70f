-- The hard shapes that every server can hold. Each row's `mark` names those it belongs to: the tests' own truth.
-- LARGE stands for the server's longest text, TOKEN for its UUID. A line behind "-- sqlite:" (or another server) is for that server alone.

-- A person whose key has two columns, and who points at another one.
CREATE TABLE member (
    tenant integer NOT NULL, no integer NOT NULL, email varchar(200), confirmed boolean NOT NULL DEFAULT true,
    token TOKEN NOT NULL UNIQUE, name varchar(200), referrer_tenant integer, referrer_no integer, mark varchar(80),
    PRIMARY KEY (tenant, no),
    FOREIGN KEY (referrer_tenant, referrer_no) REFERENCES member (tenant, no));

-- Identifiers beside the person, several of them, some never verified.
CREATE TABLE mailbox (
    id integer PRIMARY KEY, tenant integer, member integer, address varchar(200), confirmed boolean, mark varchar(80),
    FOREIGN KEY (tenant, member) REFERENCES member (tenant, no));
CREATE TABLE telephone (
    id integer PRIMARY KEY, tenant integer, member integer, number varchar(40), checked_at timestamp NULL DEFAULT NULL,
    mark varchar(80), FOREIGN KEY (tenant, member) REFERENCES member (tenant, no));

-- A second kind of person, whose numbers are also members' numbers.
CREATE TABLE contact (id integer PRIMARY KEY, email varchar(200), nick varchar(80), note varchar(200), mark varchar(80));

-- Composite keys, composite foreign keys, two ways to a person over one shared column, rows of two people.
CREATE TABLE purchase (
    shop integer NOT NULL, no integer NOT NULL, tenant integer, buyer integer, payer integer, total decimal(30, 10),
    ship_to varchar(200), mark varchar(80), PRIMARY KEY (shop, no),
    FOREIGN KEY (tenant, buyer) REFERENCES member (tenant, no), FOREIGN KEY (tenant, payer) REFERENCES member (tenant, no));
CREATE TABLE purchase_line (
    shop integer NOT NULL, no integer NOT NULL, pos integer NOT NULL, what varchar(200), mark varchar(80),
    PRIMARY KEY (shop, no, pos), FOREIGN KEY (shop, no) REFERENCES purchase (shop, no));

-- A table that points at itself.
CREATE TABLE reply (
    id integer PRIMARY KEY, tenant integer, author integer, answers integer, body varchar(200), mark varchar(80),
    FOREIGN KEY (tenant, author) REFERENCES member (tenant, no), FOREIGN KEY (answers) REFERENCES reply (id));

-- Two tables that point at each other; the other direction is added where both exist.
CREATE TABLE team (
    id integer PRIMARY KEY, tenant integer, owner integer, leader integer, name varchar(200), mark varchar(80),
    -- sqlite: FOREIGN KEY (leader) REFERENCES seat (id),
    FOREIGN KEY (tenant, owner) REFERENCES member (tenant, no));
CREATE TABLE seat (
    id integer PRIMARY KEY, tenant integer, member integer, team integer, label varchar(200), mark varchar(80),
    FOREIGN KEY (tenant, member) REFERENCES member (tenant, no), FOREIGN KEY (team) REFERENCES team (id));
-- postgresql: ALTER TABLE team ADD FOREIGN KEY (leader) REFERENCES seat (id);
-- mariadb: ALTER TABLE team ADD FOREIGN KEY (leader) REFERENCES seat (id);

-- Many to many, through a table between, with a reserved word for a name.
CREATE TABLE "group" (id integer PRIMARY KEY, name varchar(80));
CREATE TABLE membership (
    group_id integer NOT NULL, tenant integer NOT NULL, member integer NOT NULL, since date, mark varchar(80),
    PRIMARY KEY (group_id, tenant, member), FOREIGN KEY (group_id) REFERENCES "group" (id),
    FOREIGN KEY (tenant, member) REFERENCES member (tenant, no));

-- A row several people share, because a table between says so.
CREATE TABLE thread (id integer PRIMARY KEY, title varchar(200), mark varchar(80));
CREATE TABLE thread_member (
    thread integer NOT NULL, tenant integer NOT NULL, member integer NOT NULL, mark varchar(80),
    PRIMARY KEY (thread, tenant, member), FOREIGN KEY (thread) REFERENCES thread (id) ON DELETE CASCADE,
    FOREIGN KEY (tenant, member) REFERENCES member (tenant, no));
CREATE TABLE post (
    id integer PRIMARY KEY, thread integer, tenant integer, author integer, body varchar(200), mark varchar(80),
    FOREIGN KEY (thread) REFERENCES thread (id), FOREIGN KEY (tenant, author) REFERENCES member (tenant, no));

-- A row several people share, because a JSON array in it says so.
CREATE TABLE board (id integer PRIMARY KEY, watchers json, title varchar(200), mark varchar(80));

-- A row two people share, one of them known by an address only.
CREATE TABLE gift (
    id integer PRIMARY KEY, tenant integer, giver integer, recipient_email varchar(200), recipient_name varchar(200),
    note varchar(200), mark varchar(80), FOREIGN KEY (tenant, giver) REFERENCES member (tenant, no));

-- A row that mentions another person.
CREATE TABLE review (
    id integer PRIMARY KEY, tenant integer, author integer, about varchar(200), words varchar(200), mark varchar(80),
    FOREIGN KEY (tenant, author) REFERENCES member (tenant, no));

-- A link whose target depends on another column.
CREATE TABLE attachment (
    id integer PRIMARY KEY, owner_type varchar(20), owner_tenant integer, owner_id integer, body varchar(200), mark varchar(80));

-- A key of any table, kept as text.
CREATE TABLE sticker (id integer PRIMARY KEY, kind varchar(20), object_id varchar(40), body varchar(200), mark varchar(80));

-- The person stands inside a document.
CREATE TABLE event (id integer PRIMARY KEY, doc json, mark varchar(80));

-- Names that have to be quoted.
CREATE TABLE "select" (
    "Key %s" integer PRIMARY KEY, "Ten ant" integer, "User Id" integer, "from" varchar(80), "it's 100%" varchar(80),
    "say ""hi""" varchar(80), "Größe" varchar(80), "CamelCase" varchar(80), mark varchar(80),
    FOREIGN KEY ("Ten ant", "User Id") REFERENCES member (tenant, no));
CREATE TABLE a_very_long_table_name_that_is_as_long_as_servers_allow_them_to (
    a_very_long_column_name_that_is_as_long_as_servers_allow_it_be_ integer PRIMARY KEY,
    tenant integer, member integer, mark varchar(80),
    CONSTRAINT long_names FOREIGN KEY (tenant, member) REFERENCES member (tenant, no));

-- Rows without any key, some of them the same.
CREATE TABLE visit (tenant integer, member integer, page varchar(80), mark varchar(80));

-- What the database does by itself when the person goes.
CREATE TABLE on_cascade (
    id integer PRIMARY KEY, tenant integer, member integer, mark varchar(80),
    FOREIGN KEY (tenant, member) REFERENCES member (tenant, no) ON DELETE CASCADE);
CREATE TABLE on_set_null (
    id integer PRIMARY KEY, tenant integer, member integer, said varchar(80), mark varchar(80),
    FOREIGN KEY (tenant, member) REFERENCES member (tenant, no) ON DELETE SET NULL);
CREATE TABLE on_restrict (
    id integer PRIMARY KEY, tenant integer, member integer, mark varchar(80),
    FOREIGN KEY (tenant, member) REFERENCES member (tenant, no) ON DELETE RESTRICT);

-- Very large values, and nothing at all.
CREATE TABLE paper (id integer PRIMARY KEY, token TOKEN, body LARGE, empty varchar(80), "nothing" varchar(80), mark varchar(80));
