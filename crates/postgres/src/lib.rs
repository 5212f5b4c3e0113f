//! The domain's traits on PostgreSQL, with the migrations.
