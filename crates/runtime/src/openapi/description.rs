//! What one route does, in words and types.

use std::any::TypeId;

use schemars::JsonSchema;
use serde_json::Value;
use valmetal_domain::access::{self, PlatformOperation, Role};

use super::{Operation, Schemas, Takes};

/// The description of one route.
pub struct Description {
    pub(super) name: &'static str,
    /// The handler's type, to see that it is the one that the route has.
    pub(super) handler: TypeId,
    pub(super) takes: fn(&mut Operation<'_>),
    pub(super) summary: &'static str,
    pub(super) detail: Option<&'static str>,
    pub(super) least_role: Option<Role>,
    pub(super) answers: Vec<Answer>,
    pub(super) refusals: Vec<u16>,
}

/// An answer to a request that is served.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content: Option<Content>,
    pub(super) headers: Vec<(&'static str, &'static str)>,
}

/// What an answer's body is.
pub(super) enum Content {
    Json(fn(&mut Schemas) -> Value),
    Other(&'static str),
}

impl Description {
    /// Describes the route `name`, whose handler is `handler`.
    pub fn of<H, A>(name: &'static str, _handler: H) -> Self
    where
        H: Takes<A> + 'static,
    {
        Self {
            name,
            handler: TypeId::of::<H>(),
            takes: H::describe,
            summary: "",
            detail: None,
            least_role: None,
            answers: Vec::new(),
            refusals: Vec::new(),
        }
    }

    /// What it does, in a few words.
    #[must_use]
    pub fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// What else a caller has to know.
    #[must_use]
    pub fn detail(mut self, detail: &'static str) -> Self {
        self.detail = Some(detail);
        self
    }

    /// What the caller must be allowed to do on the farm; 403 where they may not.
    #[must_use]
    pub fn needs(mut self, operation: access::Operation) -> Self {
        self.least_role = Some(operation.least_role());
        self
    }

    /// What the caller must be allowed to do on the platform; 403 where they may not.
    #[must_use]
    pub fn needs_on_platform(mut self, operation: PlatformOperation) -> Self {
        self.least_role = Some(operation.least_role());
        self
    }

    /// That it may answer `status` with `T` as JSON.
    #[must_use]
    pub fn answers<T: JsonSchema>(self, status: u16) -> Self {
        self.answer(status, Some(Content::Json(Schemas::answered::<T>)))
    }

    /// That it may answer `status` with a body of another media type, such as `text/csv`.
    #[must_use]
    pub fn answers_as(self, status: u16, media_type: &'static str) -> Self {
        self.answer(status, Some(Content::Other(media_type)))
    }

    /// That it may answer `status` without a body.
    #[must_use]
    pub fn answers_nothing(self, status: u16) -> Self {
        self.answer(status, None)
    }

    /// That the last answer named has the header `ETag`.
    #[must_use]
    pub fn with_etag(self) -> Self {
        self.with_header("ETag", "The version, for `If-Match`.")
    }

    /// That the last answer named has this header.
    ///
    /// # Panics
    ///
    /// Where no answer was named before.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, about: &'static str) -> Self {
        self.answers.last_mut().expect("a header belongs to an answer").headers.push((name, about));
        self
    }

    /// That it may refuse with these statuses, beside those that follow from what it takes.
    #[must_use]
    pub fn refuses(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        self.refusals.extend(statuses);
        self
    }

    fn answer(mut self, status: u16, content: Option<Content>) -> Self {
        self.answers.push(Answer { status, content, headers: Vec::new() });
        self
    }
}
