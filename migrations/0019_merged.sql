-- A label can be merged into another one of its question: rows that name it stay as they were given, and count as the other.
alter table label add column merged_into id, add check (merged_into is null or (retired_at is not null and merged_into <> id));
create index label_merged on label (question) where merged_into is not null;
