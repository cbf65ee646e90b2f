-- Whoever changes the answers to an item moves its turn on; an answer that was decided at an older turn is decided anew.
alter table task add column turn integer not null default 0;
