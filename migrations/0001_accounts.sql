-- People, sessions and keys are kept by better-auth (its column names); workspaces and roles are ours.
-- "id" sorts by bytes, whatever the language of the database, so that keyset pages agree everywhere.
create domain id as text collate "C";

create table person (
  "id" text primary key, "name" text not null, "email" text not null unique, "emailVerified" boolean not null, "image" text,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null default now()
);
create table session (
  "id" text primary key, "expiresAt" timestamptz not null, "token" text not null unique,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null, "ipAddress" text, "userAgent" text,
  "userId" text not null references person ("id") on delete cascade
);
create index on session ("userId");
create table account (
  "id" text primary key, "accountId" text not null, "providerId" text not null,
  "userId" text not null references person ("id") on delete cascade,
  "accessToken" text, "refreshToken" text, "idToken" text, "accessTokenExpiresAt" timestamptz, "refreshTokenExpiresAt" timestamptz,
  "scope" text, "password" text, "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null
);
create index on account ("userId");
create table verification (
  "id" text primary key, "identifier" text not null, "value" text not null, "expiresAt" timestamptz not null,
  "createdAt" timestamptz not null default now(), "updatedAt" timestamptz not null
);
create index on verification ("identifier");
create table api_key (
  "id" text primary key, "configId" text not null, "name" text, "start" text, "referenceId" text not null, "prefix" text,
  "key" text not null, "refillInterval" integer, "refillAmount" integer, "lastRefillAt" timestamptz, "enabled" boolean,
  "rateLimitEnabled" boolean, "rateLimitTimeWindow" integer, "rateLimitMax" integer, "requestCount" integer, "remaining" integer,
  "lastRequest" timestamptz, "expiresAt" timestamptz, "createdAt" timestamptz not null, "updatedAt" timestamptz not null,
  "permissions" text, "metadata" text
);
create index on api_key ("configId");
create index on api_key ("referenceId");
create index on api_key ("key");

create table workspace (
  id id primary key, name text not null, created_at timestamptz not null default now()
);
-- A role in a workspace, or (with a project) in that project only.
create table member (
  id id primary key, workspace id not null references workspace on delete cascade, project id,
  person text not null references person on delete cascade,
  role text not null check (role in ('owner', 'admin', 'reviewer', 'annotator', 'viewer')),
  created_at timestamptz not null default now(),
  unique nulls not distinct (workspace, project, person)
);
create index on member (person);
create table invitation (
  id id primary key, workspace id not null references workspace on delete cascade, project id,
  role text not null, token_hash text not null unique, note text not null default '',
  invited_by text, created_at timestamptz not null default now(), expires_at timestamptz not null, used_at timestamptz, used_by text
);
create table audit_entry (
  id id primary key, workspace id not null, project id, actor text not null, act text not null, object text not null,
  facts jsonb not null default '{}', address text, at timestamptz not null default now()
);
create index on audit_entry (workspace, id);
