-- What a model answered to each item of an evaluation, the most confident first: rows that are paged and joined, in place of a
-- blob that was decoded whole for every page. An older evaluation names its blob until the next tidying takes it over.
create table judged (
  evaluation id not null references evaluation (id) on delete cascade,
  place integer not null,
  item id not null,
  actual text not null,
  predicted text not null,
  score real not null,
  primary key (evaluation, place)
);
