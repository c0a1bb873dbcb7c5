-- What one commit of one report asks of the server, in one statement, as the store does it.
\set n random(0, 999)
\set d random(0, 99)
WITH gate AS (
    INSERT INTO partitions (owner, revision, last_commit) VALUES ('athlete:' || lpad((:n)::text, 5, '0'), 1, 'pgbench')
    ON CONFLICT (owner) DO UPDATE SET revision = partitions.revision + 1, last_commit = excluded.last_commit
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
