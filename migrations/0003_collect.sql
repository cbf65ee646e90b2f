create table dataset (
  id id primary key, workspace id not null references workspace on delete cascade, name text not null,
  fields jsonb not null, created_at timestamptz not null default now(), removed_at timestamptz
);
create unique index on dataset (workspace, name) where removed_at is null;

create table project (
  id id primary key, workspace id not null references workspace on delete cascade, dataset id not null references dataset,
  name text not null, task text not null, settings jsonb not null default '{}', origin text not null default 'person',
  created_at timestamptz not null default now(), removed_at timestamptz
);
create unique index on project (workspace, name) where removed_at is null;

-- An item never changes: a correction is a new item. "text" is the primary field, "fields" the others.
create table item (
  id id primary key, dataset id not null, hash bytea not null, text text not null, key text, fields jsonb, meta jsonb,
  split text check (split in ('train', 'validation', 'test')), import id, line integer, created_at timestamptz not null default now(), removed_at timestamptz
);
create unique index item_content on item (dataset, hash);
create unique index item_key on item (dataset, key) where key is not null;

create table import (
  id id primary key, workspace id not null, dataset id not null, project id, name text not null, source jsonb not null, options jsonb not null,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'cancelled')), job id,
  read bigint not null default 0, added bigint not null default 0, duplicates bigint not null default 0, labelled bigint not null default 0, rejected bigint not null default 0,
  rejects jsonb not null default '[]', rejects_blob text, error text, asked_by text not null,
  created_at timestamptz not null default now(), ended_at timestamptz
);
create index on import (dataset, id);
