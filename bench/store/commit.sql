-- What one commit of one report asks of the server, in one statement, as the store does it.
\set n random(0, 999)
\set d random(0, 99)
\set t random(0, 999999999)
WITH gate AS (
    INSERT INTO partitions (owner, revision, last_commit)
    SELECT o, 1, t || '000000000001'
    FROM (SELECT 'athlete:' || lpad((:n)::text, 5, '0') AS o, '000000000pgbench'::text || lpad((:t)::text, 12, '0') AS t) AS asked
    ON CONFLICT (owner) DO UPDATE SET revision = partitions.revision + 1,
        last_commit = left(left(excluded.last_commit, 28) || lpad(to_hex(partitions.revision + 1), 12, '0')
            || CASE strpos(partitions.last_commit, left(excluded.last_commit, 16)) WHEN 0 THEN partitions.last_commit
               ELSE overlay(partitions.last_commit PLACING '' FROM strpos(partitions.last_commit, left(excluded.last_commit, 16)) FOR 40)
               END, 480)
    WHERE strpos(partitions.last_commit, left(excluded.last_commit, 16)) = 0
        OR substr(partitions.last_commit, strpos(partitions.last_commit, left(excluded.last_commit, 16)), 28) <> left(excluded.last_commit, 28) COLLATE "C"
    RETURNING owner, revision
), puts AS (
    INSERT INTO documents (owner, collection, id, starts_at, ends_at, body)
    SELECT owner, 'reports', lpad((:d)::text, 4, '0'), NULL, NULL,
        '{"v":1,"sport":"cycling","n":7,"rate":[0.41,0.52,0.63],"note":"' || repeat('x', 300) || '"}'
    FROM gate
    ON CONFLICT (owner, collection, id) DO UPDATE
    SET starts_at = excluded.starts_at, ends_at = excluded.ends_at, body = excluded.body
)
SELECT revision FROM gate;
