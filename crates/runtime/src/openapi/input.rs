//! What an argument of a handler takes of a request.

use std::future::Future;

use schemars::JsonSchema;
use serde_json::json;

use super::Operation;
use crate::{
    claims::Caller,
    http::{Body, IfMatch, Keyed, Path, Query, State},
};

/// An extractor that can say what it takes.
pub trait Input {
    /// Adds to `operation` what this takes of a request.
    fn describe(operation: &mut Operation<'_>);
}

impl<S> Input for State<S> {
    fn describe(_: &mut Operation<'_>) {}
}

impl Input for Caller {
    fn describe(operation: &mut Operation<'_>) {
        operation.signed_in();
    }
}

impl<T: JsonSchema> Input for Path<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.path::<T>();
    }
}

impl<T: JsonSchema> Input for Query<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.query::<T>();
    }
}

impl<T: JsonSchema> Input for Body<T> {
    fn describe(operation: &mut Operation<'_>) {
        operation.body::<T>();
    }
}

impl<T: JsonSchema> Input for Keyed<T> {
    fn describe(operation: &mut Operation<'_>) {
        let schema = json!({"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[!-~]+$"});
        let about =
            "Makes it safe to repeat: the same key with the same body gets the same answer for 24 hours.";
        operation.header("Idempotency-Key", about, &schema);
        operation.refuses(422);
        operation.body::<T>();
    }
}

impl Input for IfMatch {
    fn describe(operation: &mut Operation<'_>) {
        let schema = json!({"type": "string", "minLength": 1, "pattern": "^(\\*|\"[0-9]+\")$"});
        operation.header("If-Match", "The `ETag` that was read; 412 where it is not the newest.", &schema);
        operation.refuses(400);
        operation.refuses(412);
    }
}

/// A handler whose arguments `A` can all say what they take.
pub trait Takes<A> {
    /// Adds to `operation` what the handler takes of a request.
    fn describe(operation: &mut Operation<'_>);
}

macro_rules! takes {
    ($($argument:ident)*) => {
        impl<F, Answering, $($argument,)*> Takes<($($argument,)*)> for F
        where
            F: FnOnce($($argument,)*) -> Answering,
            Answering: Future,
            $($argument: Input,)*
        {
            fn describe(_operation: &mut Operation<'_>) {
                $($argument::describe(_operation);)*
            }
        }
    };
}

takes!();
takes!(A1);
takes!(A1 A2);
takes!(A1 A2 A3);
takes!(A1 A2 A3 A4);
takes!(A1 A2 A3 A4 A5);
takes!(A1 A2 A3 A4 A5 A6);
takes!(A1 A2 A3 A4 A5 A6 A7);
takes!(A1 A2 A3 A4 A5 A6 A7 A8);
