-- Statistics are gathered after every import, and again while people label. Nothing asks for an item by its text or fields, and
-- of the rest a fifth of the usual sample says enough.
alter table item alter column text set statistics 0, alter column fields set statistics 0, alter column meta set statistics 0;
do $$
declare found record;
begin
  for found in
    select attrelid::regclass as owner, attname as name from pg_attribute
    where attrelid in ('item'::regclass, 'task'::regclass, 'consensus'::regclass)
      and attnum > 0 and not attisdropped and attstattarget is distinct from 0
  loop
    execute format('alter table %s alter column %I set statistics 20', found.owner, found.name);
  end loop;
end $$;
