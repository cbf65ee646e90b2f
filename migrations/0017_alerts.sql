-- An alert belongs to the version whose traffic it is about, and says when and why it ended.
alter table alert add column ended_at timestamptz,
  add column ended text check (ended in ('usual again', 'quiet traffic', 'other version', 'no profile', 'answered'));
update alert set ended_at = changed_at, ended = case state when 'answered' then 'answered' else 'usual again' end where state in ('answered', 'over');
drop index alert_endpoint_kind_idx;
create unique index alert_standing on alert (endpoint, version, kind) nulls not distinct where state in ('open', 'quiet');
