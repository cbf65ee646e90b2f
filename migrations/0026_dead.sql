-- What nothing writes or nothing reads: a table of suggestions that were never stored, and columns that were always empty or the same.
drop table suggestion;
alter table prediction drop column scores, drop column feedback;
alter table run drop column compute;
alter table item drop column removed_at;
alter table server drop column started_at;
