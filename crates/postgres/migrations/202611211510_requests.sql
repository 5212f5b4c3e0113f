-- The answers of requests that may be repeated, in the transaction of what they changed.
create table requests (
    user_id text not null,
    key text not null,
    -- What a repeat is recognised by.
    hash text not null,
    status smallint not null,
    body text not null,
    expires_at timestamptz not null,
    primary key (user_id, key)
);
create index requests_expiry on requests (expires_at);
