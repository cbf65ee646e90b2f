-- An attempt at a job holds its claim: who lost it may neither report nor end. A claim that was never given back is a lost attempt.
alter table job add column claim text, add column beat_at timestamptz, add column lost integer not null default 0;
create index job_open on job (id) where state in ('queued', 'running');
