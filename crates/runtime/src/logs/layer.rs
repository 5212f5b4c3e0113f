//! The layer that turns spans and events into lines.

use std::fmt::{self, Write};

use jiff::Timestamp;
use serde_json::{Map, Value};
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    level_filters::LevelFilter,
    span::{Attributes, Id, Record},
};
use tracing_subscriber::{
    Layer,
    layer::Context,
    registry::{LookupSpan, Scope},
};

/// Crates that say much at `debug`, some of it what we may not log; of these only warnings are taken.
const DEPENDENCIES: [&str; 7] = ["aws_", "h2", "hyper", "lambda_", "rustls", "tower", "axum"];

/// `lambda_runtime` logs a failed invocation outside the invocation's span; `handler` does it inside.
const DOUBLED: &str = "lambda_runtime::layers::panic";

/// Writes an event as one JSON object.
pub(super) struct JsonLayer<W> {
    service: &'static str,
    level: LevelFilter,
    write: W,
}

impl<W: Fn(&str) + 'static> JsonLayer<W> {
    pub(super) fn new(service: &'static str, level: LevelFilter, write: W) -> Self {
        Self { service, level, write }
    }

    fn takes(&self, metadata: &Metadata<'_>) -> bool {
        let target = metadata.target();
        *metadata.level() <= self.level
            && target != DOUBLED
            && (*metadata.level() <= Level::WARN || !DEPENDENCIES.iter().any(|name| target.starts_with(name)))
    }
}

impl<S, W> Layer<S> for JsonLayer<W>
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    W: Fn(&str) + 'static,
{
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        self.takes(metadata)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        Some(self.level)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            let mut fields = Fields::default();
            attributes.record(&mut fields);
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        for span in context.event_scope(event).into_iter().flat_map(Scope::from_root) {
            if let Some(of_span) = span.extensions().get::<Fields>() {
                fields.0.extend(of_span.0.clone());
            }
        }
        event.record(&mut fields);
        (self.write)(&self.line(event.metadata(), fields.0));
    }
}

impl<W> JsonLayer<W> {
    /// What a person reads first comes first.
    fn line(&self, metadata: &Metadata<'_>, mut fields: Map<String, Value>) -> String {
        let message = fields.remove("message").unwrap_or_default();
        let mut line = format!(
            r#"{{"timestamp":"{:.3}","level":"{}","service":{},"message":{}"#,
            Timestamp::now(),
            metadata.level(),
            Value::from(self.service),
            message,
        );
        fields.insert("target".to_owned(), metadata.target().into());
        for (name, value) in &fields {
            // Writing into a string cannot fail.
            let _ = write!(line, ",{}:{value}", Value::from(name.as_str()));
        }
        line.push('}');
        line
    }
}

/// The fields of a span or an event.
#[derive(Default)]
struct Fields(Map<String, Value>);

impl Fields {
    fn put(&mut self, field: &Field, value: impl Into<Value>) {
        self.0.insert(field.name().to_owned(), value.into());
    }
}

impl Visit for Fields {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put(field, value);
    }

    /// The error with all its sources.
    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.put(field, crate::error::chain(value));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put(field, format!("{value:?}"));
    }
}
