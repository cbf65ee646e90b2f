create table endpoint (
  id id primary key, workspace id not null references workspace on delete cascade, project id references project on delete cascade, name text not null,
  revision integer not null default 0, created_at timestamptz not null default now(), removed_at timestamptz
);
create unique index on endpoint (workspace, name) where removed_at is null;
-- Every revision of an endpoint is kept, so that going back is naming an older one.
create table endpoint_revision (
  endpoint id not null references endpoint on delete cascade, revision integer not null, routes jsonb not null, reason text not null default '',
  made_by text not null, made_at timestamptz not null default now(),
  primary key (endpoint, revision)
);
create table prediction (
  id id not null, endpoint id not null, version id not null, at timestamptz not null, text text, label id not null, score real not null,
  scores jsonb, unseen real not null, milliseconds real not null, feedback jsonb,
  primary key (id, at)
) partition by range (at);
create index on prediction (endpoint, at, id);
-- Feedback may name a prediction that was never written (a kill, a drop): it is kept all the same.
create table feedback (
  prediction id primary key, endpoint id not null, value jsonb not null, given_by text not null, at timestamptz not null default now()
);
-- One small row a flush and version: the sketch of what was answered. The monitor merges them into windows.
create table traffic (
  id id primary key, endpoint id not null, version id, at timestamptz not null, sketch jsonb not null
);
create index on traffic (endpoint, at);

create table traffic_window (
  endpoint id not null, version id, start_at timestamptz not null, sketch jsonb not null,
  unique nulls not distinct (endpoint, version, start_at)
);
create table alert (
  id id primary key, endpoint id not null references endpoint on delete cascade, version id, kind text not null, value double precision not null, threshold double precision not null,
  sentence text not null, facts jsonb not null default '{}', state text not null check (state in ('open', 'quiet', 'answered', 'over')), quiet_until timestamptz,
  from_at timestamptz not null, to_at timestamptz not null, tasks integer not null default 0, created_at timestamptz not null default now(), changed_at timestamptz not null default now()
);
create unique index on alert (endpoint, kind) where state in ('open', 'quiet');
create index on alert (endpoint, id);
