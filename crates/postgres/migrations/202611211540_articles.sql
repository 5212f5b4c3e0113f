-- Content: a draft that is changed, and the versions that were published.
create table articles (
    id text primary key,
    kind text not null,
    -- {kind, models, alarmCodes, texts}
    draft jsonb not null,
    -- The number of the version that people read.
    published integer,
    -- The newest number there ever was.
    newest integer not null,
    -- Whether the draft says something else than what people read.
    changed boolean not null,
    version bigint not null,
    updated_at timestamptz not null,
    updated_by text not null
);

create table article_versions (
    article_id text not null references articles (id) on delete cascade,
    number integer not null,
    content jsonb not null,
    published_at timestamptz not null,
    published_by text not null,
    primary key (article_id, number)
);
