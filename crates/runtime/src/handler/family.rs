//! The table of a family's functions, and the one that an event is for.

use std::{future::Future, pin::Pin, sync::Arc};

use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use tokio::sync::OnceCell;

use super::{
    Init, Shape,
    function::{ErasedFunction, Failure, Function, Invocation},
};
use crate::error::Error;

type Building = Pin<Box<dyn Future<Output = Result<Arc<dyn ErasedFunction>, Error>> + Send>>;

/// A function of a family: its name, what its events look like, and how it is built.
pub struct Entry {
    name: &'static str,
    shape: Shape,
    build: Box<dyn Fn(Init) -> Building + Send + Sync>,
    built: OnceCell<Arc<dyn ErasedFunction>>,
}

impl Entry {
    /// The function `name`, built by `build`: read the configuration, make the clients, and nothing else.
    pub fn new<F, B, Built>(name: &'static str, shape: Shape, build: B) -> Self
    where
        F: Function,
        B: Fn(Init) -> Built + Send + Sync + 'static,
        Built: Future<Output = Result<F, Error>> + Send + 'static,
    {
        let build = move |init| -> Building {
            let building = build(init);
            Box::pin(async move { Ok(Arc::new(building.await?) as Arc<dyn ErasedFunction>) })
        };
        Self { name, shape, build: Box::new(build), built: OnceCell::new() }
    }

    async fn function(&self, init: &Init) -> Result<&Arc<dyn ErasedFunction>, Error> {
        self.built.get_or_try_init(|| (self.build)(init.clone())).await
    }
}

/// The functions that this process serves: one by name or the whole family.
pub(super) struct Family {
    entries: Vec<Entry>,
    init: Init,
}

/// An event that names its function.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    function: String,
    #[serde(borrow)]
    event: &'a RawValue,
}

impl Family {
    /// Builds the function that `handler` names; with no name, all of `entries` are served and none is built yet.
    pub(super) async fn new(
        mut entries: Vec<Entry>,
        handler: Option<&str>,
        init: Init,
    ) -> Result<Self, Error> {
        if let Some(handler) = handler {
            let known = names(&entries);
            entries.retain(|entry| entry.name == handler);
            let Some(entry) = entries.first() else {
                return Err(unknown("_HANDLER", handler, &known));
            };
            entry.function(&init).await?;
        }
        Ok(Self { entries, init })
    }

    /// Answers an event with the function that it is for.
    pub(super) async fn answer(
        &self,
        event: &RawValue,
        invocation: &Invocation,
    ) -> Result<Box<RawValue>, Failure> {
        if let [entry] = self.entries.as_slice() {
            return entry.function(&self.init).await?.answer(event, invocation).await;
        }
        let (entry, event) = self.pick(event)?;
        tracing::Span::current().record("function", entry.name);
        entry.function(&self.init).await?.answer(event, invocation).await
    }

    fn pick<'a>(&self, event: &'a RawValue) -> Result<(&Entry, &'a RawValue), Failure> {
        if let Ok(envelope) = serde_json::from_str::<Envelope<'_>>(event.get()) {
            let named = self.entries.iter().find(|entry| entry.name == envelope.function);
            let entry = named.ok_or_else(|| {
                unknown("the envelope's function", &envelope.function, &names(&self.entries))
            })?;
            return Ok((entry, envelope.event));
        }
        let value: Value = serde_json::from_str(event.get())?;
        let fitting: Vec<_> = self.entries.iter().filter(|entry| entry.shape.fits(&value)).collect();
        match fitting.as_slice() {
            [entry] => Ok((entry, event)),
            _ => Err(Failure::new(
                "InvalidEvent",
                format!(
                    "the event has the shape of {} functions; name one of {} with \
                     {{\"function\": \"…\", \"event\": …}}, or set _HANDLER",
                    fitting.len(),
                    names(&self.entries),
                ),
            )),
        }
    }
}

/// The names of a table as a list for a person.
fn names(entries: &[Entry]) -> String {
    entries.iter().map(|entry| entry.name).collect::<Vec<_>>().join(", ")
}

/// That `given`, where `whence` gave it, is no function of this binary.
pub(crate) fn unknown(whence: &str, given: &str, known: &str) -> Error {
    format!("{whence} is {given:?}; this binary knows {known}").into()
}
