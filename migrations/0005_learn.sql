create table run (
  id id primary key, project id not null references project on delete cascade, number integer not null, recipe jsonb not null, parameters jsonb not null,
  seed bigint not null, snapshot id references snapshot, state text not null check (state in ('queued', 'running', 'done', 'failed', 'cancelled')),
  asked_by text not null, compute text not null default 'local', job id, error text, summary jsonb not null default '{}',
  created_at timestamptz not null default now(), started_at timestamptz, ended_at timestamptz,
  unique (project, number)
);
create index on run (project, id);
create table run_metric (
  run id not null references run on delete cascade, name text not null, step bigint not null, value double precision not null, at timestamptz not null default now(),
  primary key (run, name, step)
);
create table run_artifact (
  run id not null references run on delete cascade, name text not null, blob text not null, bytes bigint not null,
  primary key (run, name)
);

-- Which process trains the live model of a project: one at a time, by a lease.
create table live_holder (
  project id primary key, holder text not null, until timestamptz not null
);

create table evaluation (
  id id primary key, project id not null references project on delete cascade, run id not null references run on delete cascade, version id,
  snapshot id references snapshot, split text not null, items integer not null, metrics jsonb not null, per_label jsonb not null, confusion jsonb not null,
  calibration jsonb not null, predictions text, seed bigint not null, created_at timestamptz not null default now()
);
create index on evaluation (project, id);
create index on evaluation (version, split);

create table model (
  id id primary key, workspace id not null references workspace on delete cascade, project id references project on delete cascade, name text not null,
  created_at timestamptz not null default now(), removed_at timestamptz
);
create unique index on model (workspace, name) where removed_at is null;
create table version (
  id id primary key, model id not null references model on delete cascade, number integer not null, run id references run, artifact text not null, bytes bigint not null,
  signature jsonb not null, profile jsonb not null, metrics jsonb not null,
  approval text not null default 'pending' check (approval in ('pending', 'approved', 'rejected')), approved_by text, approval_reason text, approved_at timestamptz,
  created_by text not null, created_at timestamptz not null default now(),
  unique (model, number)
);
create table alias (
  model id not null references model on delete cascade, name text not null, version id not null references version, moved_by text not null, moved_at timestamptz not null default now(),
  primary key (model, name)
);
