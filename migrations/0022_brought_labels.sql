-- Which import made a label: it is there before the import's rows are, and goes when the import fails or is taken back.
alter table label add column import id;
create index on label (import) where import is not null;
