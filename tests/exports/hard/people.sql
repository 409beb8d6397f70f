-- Ana has two member rows and three contacts; Cat has Ana's number at another tenant; Dan claims Ana's address and has never
-- proved it; Eve is Ana's contact number as a member. Rows without a mark are nobody's.
INSERT INTO member (tenant, no, email, confirmed, token, name, referrer_tenant, referrer_no, mark) VALUES
    (1, 1, 'Ana@Example.org', true, 'a1a1a1a1-0000-4000-8000-000000000001', 'Ana Kovač', NULL, NULL, 'ana'),
    (1, 2, 'ben@example.org', true, 'b1b1b1b1-0000-4000-8000-000000000002', 'Ben ''%'' "B" \ Bo', 1, 1, 'ben'),
    (2, 1, 'cat@example.org', true, 'c1c1c1c1-0000-4000-8000-000000000003', 'Cat', NULL, NULL, 'cat'),
    (2, 2, NULL, true, 'a2a2a2a2-0000-4000-8000-000000000004', 'A. Kovač', 1, 1, 'ana'),
    (1, 3, 'ana@example.org', false, 'd1d1d1d1-0000-4000-8000-000000000005', 'Dan', NULL, NULL, 'dan'),
    (1, 11, 'eve@example.org', true, 'e1e1e1e1-0000-4000-8000-000000000006', 'Eve', 1, 2, 'eve');
INSERT INTO mailbox (id, tenant, member, address, confirmed, mark) VALUES
    (1, 1, 1, 'ana.work@example.org', true, 'ana'),
    (2, 2, 2, 'ANA.SECOND@Example.org', true, 'ana'),
    (3, 1, 3, 'ana.second@example.org', false, 'dan'),
    (4, 1, 2, 'ben.too@example.org', true, 'ben'),
    (5, 1, 1, 'maybe.ben@example.org', false, 'ana'),
    (6, NULL, NULL, NULL, NULL, NULL);
INSERT INTO telephone (id, tenant, member, number, checked_at, mark) VALUES
    (1, 1, 1, '+49 (151) 234-567 89', '2026-01-02 03:04:05', 'ana'),
    (2, 1, 3, '+4915123456789', NULL, 'dan'),
    (3, 1, 2, '+1 202 555 0123', '2026-01-02 03:04:05', 'ben');
INSERT INTO contact (id, email, nick, note, mark) VALUES
    (11, 'ANA@example.ORG', NULL, 'met at a fair', 'ana'),
    (12, 'ana.work@example.org', '@somebody', 'work', 'ana'),
    (13, NULL, '@Ana_K', 'by her nick', 'ana'),
    (1, 'ben@example.org', 'ben', 'has the number of Ana the member', 'ben'),
    (2, 'zoe@example.org', 'ana_kk', 'nearly the same nick', 'zoe'),
    (3, NULL, NULL, NULL, NULL);
INSERT INTO purchase (shop, no, tenant, buyer, payer, total, ship_to, mark) VALUES
    (1, 1, 1, 1, 1, 12345678901234567890.1234567890, 'Ana, 1 Side Street', 'ana'),
    (1, 2, 1, 1, 2, 10.5, 'Ana, 2 Main Street', 'ana ben'),
    (1, 3, 1, 2, 1, 0, 'Ben, 3 Back Street', 'ana ben'),
    (2, 1, 1, 2, 2, 1, 'Ben, 3 Back Street', 'ben'),
    (2, 2, 2, 1, NULL, 2, 'Cat, 4 High Street', 'cat'),
    (2, 3, 2, 2, NULL, 3, 'A. Kovač, 5 Low Street', 'ana'),
    (3, 1, NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO purchase_line (shop, no, pos, what, mark) VALUES
    (1, 1, 1, 'a lamp', 'ana'), (1, 1, 2, 'a bulb', 'ana'), (1, 2, 1, 'a book', 'ana'), (1, 3, 1, 'a pen', 'ben'),
    (2, 1, 1, 'a cup', 'ben'), (2, 2, 1, 'a hat', 'cat'), (2, 3, 1, 'a map', 'ana'), (3, 1, 1, 'a test', NULL);
INSERT INTO reply (id, tenant, author, answers, body, mark) VALUES
    (1, 1, 1, NULL, 'Ana begins', 'ana'), (2, 1, 2, 1, 'Ben answers Ana', 'ben'), (3, 1, 1, 2, 'Ana answers Ben', 'ana'),
    (4, 2, 1, 3, 'Cat answers Ana', 'cat'), (5, 1, 2, 4, 'Ben answers Cat', 'ben'), (6, 2, 2, 1, 'Ana answers herself', 'ana');
UPDATE reply SET answers = 3 WHERE id = 1;
INSERT INTO team (id, tenant, owner, leader, name, mark) VALUES
    (1, 1, 1, NULL, 'Ana''s team', 'ana'), (2, 1, 2, NULL, 'Ben''s team', 'ben');
INSERT INTO seat (id, tenant, member, team, label, mark) VALUES
    (1, 1, 1, 1, 'Ana at home', 'ana'), (2, 1, 2, 1, 'Ben as a guest', 'ben'), (3, 1, 1, 2, 'Ana as a guest', 'ana'),
    (4, 1, 2, 2, 'Ben at home', 'ben');
UPDATE team SET leader = 1 WHERE id = 1;
UPDATE team SET leader = 3 WHERE id = 2;
INSERT INTO "group" (id, name) VALUES (1, 'Readers'), (2, 'Writers');
INSERT INTO membership (group_id, tenant, member, since, mark) VALUES
    (1, 1, 1, '2020-02-29', 'ana'), (2, 1, 1, NULL, 'ana'), (1, 2, 2, '1999-12-31', 'ana'), (1, 1, 2, '2021-01-01', 'ben'),
    (2, 2, 1, '2022-01-01', 'cat');
INSERT INTO thread (id, title, mark) VALUES
    (1, 'All of us', 'ana ben cat'), (2, 'Ana alone', 'ana'), (3, 'Ana and herself', 'ana'), (4, 'Ben and Cat', 'ben cat'), (5, 'Nobody', NULL);
INSERT INTO thread_member (thread, tenant, member, mark) VALUES
    (1, 1, 1, 'ana'), (1, 1, 2, 'ben'), (1, 2, 1, 'cat'), (2, 1, 1, 'ana'), (3, 1, 1, 'ana'), (3, 2, 2, 'ana'), (4, 1, 2, 'ben'), (4, 2, 1, 'cat');
INSERT INTO post (id, thread, tenant, author, body, mark) VALUES
    (1, 1, 1, 1, 'Ana to all', 'ana'), (2, 1, 1, 2, 'Ben to all', 'ben'), (3, 2, 1, 1, 'Ana to herself', 'ana'),
    (4, 3, 2, 2, 'the other Ana', 'ana'), (5, 2, 1, 2, 'Ben, who has left', 'ben'), (6, 4, 2, 1, 'Cat to Ben', 'cat');
INSERT INTO board (id, watchers, title, mark) VALUES
    (1, '["a1a1a1a1-0000-4000-8000-000000000001", "b1b1b1b1-0000-4000-8000-000000000002"]', 'Two watch', 'ana ben'),
    (2, '["a1a1a1a1-0000-4000-8000-000000000001", "a2a2a2a2-0000-4000-8000-000000000004", "a1a1a1a1-0000-4000-8000-000000000001"]', 'Ana watches thrice', 'ana'),
    (3, '["c1c1c1c1-0000-4000-8000-000000000003"]', 'Cat watches', 'cat'), (4, '[]', 'Nobody watches', NULL), (5, NULL, NULL, NULL),
    (6, '{"not": "a list"}', 'No list', NULL), (7, '["gone", null, 7]', 'Strangers watch', NULL);
INSERT INTO gift (id, tenant, giver, recipient_email, recipient_name, note, mark) VALUES
    (1, 1, 1, 'ben@example.org', 'Benny', 'for you, Ben', 'ana ben'), (2, 1, 2, 'ANA@example.org', 'Annie', 'for you, Ana', 'ana ben'),
    (3, 1, 1, 'yan@example.org', 'Yan', 'for a stranger', 'ana yan'), (4, 1, 1, NULL, NULL, 'for nobody yet', 'ana'),
    (5, 1, 1, 'ana.work@example.org', 'Me', 'for myself', 'ana'), (6, 1, 2, 'cat@example.org', 'Kitty', 'for Cat', 'ben cat'),
    (7, NULL, NULL, 'ana@example.org', 'Ana', 'from nobody', 'ana');
INSERT INTO review (id, tenant, author, about, words, mark) VALUES
    (1, 1, 1, 'ben@example.org', 'Ana of Ben', 'ana ben'), (2, 1, 2, 'ana@example.org', 'Ben of Ana', 'ana ben'),
    (3, 1, 1, 'ana@example.org', 'Ana of herself', 'ana'), (4, 1, 2, NULL, 'Ben of nobody', 'ben'),
    (5, 2, 1, 'ben@example.org', 'Cat of Ben', 'ben cat');
INSERT INTO attachment (id, owner_type, owner_tenant, owner_id, body, mark) VALUES
    (1, 'member', 1, 1, 'of Ana the member', 'ana'), (2, 'contact', NULL, 11, 'of Ana the contact', 'ana'),
    (3, 'member', 1, 11, 'of Eve, whose number is Ana''s', 'eve'), (4, 'contact', NULL, 1, 'of Ben, whose number is Ana''s', 'ben'),
    (5, 'shop', 1, 1, 'of a shop', NULL), (6, 'member', 2, 1, 'of Cat', 'cat'), (7, NULL, 1, 1, 'of what', NULL),
    (8, 'Member', 1, 1, 'of another word', NULL);
INSERT INTO sticker (id, kind, object_id, body, mark) VALUES
    (1, 'contact', '11', 'on Ana', 'ana'), (2, 'contact', '1', 'on Ben', 'ben'), (3, 'shop', '11', 'on a shop', NULL),
    (4, 'contact', '011', 'on nobody', NULL), (5, 'contact', '11x', 'on nobody', NULL), (6, 'contact', NULL, 'on nothing', NULL);
INSERT INTO event (id, doc, mark) VALUES
    (1, '{"actor": {"id": "a1a1a1a1-0000-4000-8000-000000000001", "name": "Ana Kovač"}, "amount": 10.50, "ip": "10.0.0.1", "net": {"risk": 0.9}}', 'ana'),
    (2, '{"actor": {"id": "b1b1b1b1-0000-4000-8000-000000000002", "name": "Ben"}, "amount": 1, "ip": "10.0.0.2"}', 'ben'),
    (3, '{"actor": {"id": "a2a2a2a2-0000-4000-8000-000000000004", "name": null}, "amount": null, "list": [1, {"deep": ["Ana Kovač"]}]}', 'ana'),
    (4, '{"actor": "a1a1a1a1-0000-4000-8000-000000000001"}', NULL), (5, '[]', NULL), (6, NULL, NULL), (7, '"text"', NULL);
INSERT INTO "select" ("Key %s", "Ten ant", "User Id", "from", "it's 100%", "say ""hi""", "Größe", "CamelCase", mark) VALUES
    (1, 1, 1, 'here', '50% of %s', 'hi', 'groß', 'Camel', 'ana'), (2, 1, 2, 'there', '%', 'ho', 'klein', 'Case', 'ben');
INSERT INTO a_very_long_table_name_that_is_as_long_as_servers_allow_them_to VALUES (1, 1, 1, 'ana'), (2, 1, 2, 'ben');
INSERT INTO visit (tenant, member, page, mark) VALUES
    (1, 1, '/', 'ana'), (1, 1, '/', 'ana'), (1, 1, '/', 'ana'), (1, 1, '/a', 'ana'), (2, 2, '/', 'ana'), (1, 2, '/', 'ben'), (1, 2, '/', 'ben'),
    (2, 1, '/', 'cat'), (NULL, 1, '/', NULL), (NULL, NULL, NULL, NULL);
INSERT INTO on_cascade (id, tenant, member, mark) VALUES (1, 1, 1, 'ana'), (2, 1, 2, 'ben');
INSERT INTO on_set_null (id, tenant, member, said, mark) VALUES (1, 1, 1, 'Ana said', 'ana'), (2, 1, 2, 'Ben said', 'ben');
INSERT INTO on_restrict (id, tenant, member, mark) VALUES (1, 1, 1, 'ana'), (2, 1, 2, 'ben');
