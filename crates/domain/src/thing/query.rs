//! Queries of the fleet, in the syntax of fleet indexing.
//!
//! A caller's query is never sent as it came. It is read into a tree, and what is sent is written anew from that tree, bound
//! to one farm: so no quote, parenthesis or escape of a caller can end up where it means something else. What is found
//! is looked at once more, by [`FoundThing::stands_on`](super::FoundThing::stands_on).
//!
//! ```text
//! query   = any
//! any     = all ("OR" all)*
//! all     = not (["AND"] not)*
//! not     = "NOT" not | "(" any ")" | field ":" value
//! field   = thingName | thingTypeName | attributes.<name> | shadow.desired.<path> | shadow.reported.<path>
//!         | shadow.hasDelta | connectivity.connected | connectivity.timestamp | connectivity.disconnectReason
//! value   = word | "quoted text" | "[" from "TO" to "]" | (">" | ">=" | "<" | "<=") number
//! ```
//!
//! A word has letters, digits and `_ - . * ? @ / + #`. There are no escapes.

mod lexer;

#[cfg(test)]
mod tests;

use std::fmt::{self, Write as _};

use lexer::Token;

use super::FARM_ATTRIBUTE;
use crate::names::FarmId;

/// The longest query, in characters.
pub const MAX_CHARS: usize = 500;
/// The most terms of a query: the index takes twelve, and one says which farm.
pub const MAX_TERMS: usize = 11;
/// The deepest nesting.
const MAX_DEPTH: usize = 8;

/// A query that was read; the empty one finds everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FleetQuery(Option<Node>);

/// Why a text is no query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadQuery {
    /// It is too long.
    #[error("it must have at most {MAX_CHARS} characters")]
    TooLong,
    /// It has too many terms.
    #[error("it must have at most {MAX_TERMS} terms")]
    TooManyTerms,
    /// It is nested too deeply.
    #[error("it must be nested at most {MAX_DEPTH} deep")]
    TooDeep,
    /// A character means nothing there.
    #[error("what stands at character {0} means nothing")]
    BadCharacter(usize),
    /// Something is missing.
    #[error("at character {at}, {expected} is expected")]
    Expected {
        /// Where.
        at: usize,
        /// What.
        expected: &'static str,
    },
    /// The index knows no such field.
    #[error("there is no field {0}")]
    NoSuchField(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Node {
    Term { field: String, value: String },
    Not(Box<Node>),
    All(Vec<Node>),
    Any(Vec<Node>),
}

impl FleetQuery {
    /// Reads `text`.
    pub fn parse(text: &str) -> Result<Self, BadQuery> {
        if text.chars().count() > MAX_CHARS {
            return Err(BadQuery::TooLong);
        }
        let tokens = lexer::tokens(text)?;
        if tokens.is_empty() {
            return Ok(Self(None));
        }
        let mut parser = Parser { tokens: &tokens, next: 0, end: text.chars().count(), terms: 0 };
        let node = parser.any(1)?;
        match parser.peek() {
            None => Ok(Self(Some(node))),
            Some(_) => Err(parser.expected("AND, OR or the end")),
        }
    }

    /// The query to send, which finds things of `farm` and no others.
    pub fn on_farm(&self, farm: &FarmId) -> String {
        let bound =
            Node::Term { field: format!("attributes.{FARM_ATTRIBUTE}"), value: format!("\"{farm}\"") };
        let mut all = vec![bound];
        match &self.0 {
            None => {}
            Some(Node::All(nodes)) => all.extend(nodes.iter().cloned()),
            Some(node) => all.push(node.clone()),
        }
        one_or(all, Node::All).to_string()
    }

    /// The query to send, of all farms.
    pub fn everywhere(&self) -> String {
        self.0.as_ref().map_or_else(|| "thingName:*".to_owned(), Node::to_string)
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Term { field, value } => write!(f, "{field}:{value}"),
            Self::Not(node) => write!(f, "NOT {}", Within(node, 2)),
            Self::All(nodes) => join(f, nodes, " AND ", 1),
            Self::Any(nodes) => join(f, nodes, " OR ", 0),
        }
    }
}

impl Node {
    /// How strongly it holds together.
    const fn strength(&self) -> u8 {
        match self {
            Self::Any(_) => 0,
            Self::All(_) => 1,
            Self::Not(_) => 2,
            Self::Term { .. } => 3,
        }
    }
}

/// A node as a part of another of this strength: in parentheses unless it holds together more strongly.
struct Within<'a>(&'a Node, u8);

impl fmt::Display for Within<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.strength() > self.1 { self.0.fmt(f) } else { write!(f, "({})", self.0) }
    }
}

fn join(f: &mut fmt::Formatter<'_>, nodes: &[Node], word: &str, strength: u8) -> fmt::Result {
    let mut text = String::new();
    for node in nodes {
        if !text.is_empty() {
            text.push_str(word);
        }
        write!(text, "{}", Within(node, strength))?;
    }
    f.write_str(&text)
}

struct Parser<'t> {
    tokens: &'t [(usize, Token)],
    next: usize,
    /// Where the text ends.
    end: usize,
    terms: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.next).map(|(_, token)| token)
    }

    fn take(&mut self, token: &Token) -> bool {
        let is_next = self.peek() == Some(token);
        self.next += usize::from(is_next);
        is_next
    }

    fn expected(&self, expected: &'static str) -> BadQuery {
        let at = self.tokens.get(self.next).map_or(self.end, |(at, _)| *at) + 1;
        BadQuery::Expected { at, expected }
    }

    fn any(&mut self, depth: usize) -> Result<Node, BadQuery> {
        if depth > MAX_DEPTH {
            return Err(BadQuery::TooDeep);
        }
        let mut nodes = vec![self.all(depth)?];
        while self.take(&Token::Or) {
            nodes.push(self.all(depth)?);
        }
        Ok(one_or(nodes, Node::Any))
    }

    fn all(&mut self, depth: usize) -> Result<Node, BadQuery> {
        let mut nodes = vec![self.not(depth)?];
        loop {
            let said = self.take(&Token::And);
            let goes_on = matches!(self.peek(), Some(Token::Term { .. } | Token::Not | Token::Open));
            if !said && !goes_on {
                return Ok(one_or(nodes, Node::All));
            }
            nodes.push(self.not(depth)?);
        }
    }

    fn not(&mut self, depth: usize) -> Result<Node, BadQuery> {
        if self.take(&Token::Not) {
            if depth >= MAX_DEPTH {
                return Err(BadQuery::TooDeep);
            }
            return Ok(Node::Not(Box::new(self.not(depth + 1)?)));
        }
        if self.take(&Token::Open) {
            let node = self.any(depth + 1)?;
            return if self.take(&Token::Close) {
                Ok(node)
            } else {
                Err(self.expected("a closing parenthesis"))
            };
        }
        let Some(Token::Term { field, value }) = self.peek() else {
            return Err(self.expected("a field with its value"));
        };
        if !is_field(field) {
            return Err(BadQuery::NoSuchField(field.clone()));
        }
        let node = Node::Term { field: field.clone(), value: value.clone() };
        self.next += 1;
        self.terms += 1;
        if self.terms > MAX_TERMS { Err(BadQuery::TooManyTerms) } else { Ok(node) }
    }
}

fn one_or(mut nodes: Vec<Node>, many: impl FnOnce(Vec<Node>) -> Node) -> Node {
    if nodes.len() == 1 { nodes.remove(0) } else { many(nodes) }
}

/// Whether the index has this field.
fn is_field(field: &str) -> bool {
    const FIELDS: [&str; 6] = [
        "thingName",
        "thingTypeName",
        "shadow.hasDelta",
        "connectivity.connected",
        "connectivity.timestamp",
        "connectivity.disconnectReason",
    ];
    const BELOW: [&str; 3] = ["attributes.", "shadow.desired.", "shadow.reported."];
    let below = BELOW.iter().find_map(|prefix| field.strip_prefix(prefix));
    FIELDS.contains(&field) || below.is_some_and(|path| path.split('.').all(|part| !part.is_empty()))
}
