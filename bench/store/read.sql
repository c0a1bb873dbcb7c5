-- One document by its name.
\set n random(0, 999)
SELECT id, starts_at, ends_at, body FROM documents
WHERE owner = 'athlete:' || lpad((:n)::text, 5, '0') AND collection = 'reports' AND id = '0000';
