-- Who gave the answers that a snapshot teaches with, counted when it is taken; null in one of an older release until it is asked for.
alter table snapshot add column authors jsonb;
