-- An import can be taken back; its row stays and says so.
alter table import drop constraint import_state_check,
  add check (state in ('waiting', 'running', 'done', 'failed', 'cancelled', 'taken back'));
