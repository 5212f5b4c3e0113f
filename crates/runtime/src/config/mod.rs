//! Configuration: environment variables, read once at init into a struct per function.
//!
//! A missing or bad variable stops init with a message that names it and says what was expected. It never shows the value,
//! which may be a secret.
//!
//! ```
//! use valmetal_runtime::config::{ConfigError, Env};
//!
//! struct Config {
//!     table: String,
//!     grace: std::time::Duration,
//! }
//!
//! impl Config {
//!     fn read(env: &Env) -> Result<Self, ConfigError> {
//!         Ok(Self { table: env.text("ALARM_TABLE")?, grace: env.seconds("OFFLINE_GRACE_SECONDS")? })
//!     }
//! }
//!
//! let env = Env::of([("ALARM_TABLE", "alarms"), ("OFFLINE_GRACE_SECONDS", "ninety")]);
//! let error = Config::read(&env).err().expect("ninety is no number");
//! assert_eq!(error.to_string(), "OFFLINE_GRACE_SECONDS must be a number of seconds, such as 90, but is something else");
//! ```

#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, env, str::FromStr, time::Duration};

/// A variable that is missing or bad.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{variable} must be {expected}, but is {found}")]
pub struct ConfigError {
    /// The variable's name.
    pub variable: String,
    /// What it must be, in words.
    pub expected: &'static str,
    /// What it is instead, in words and without its value.
    pub found: &'static str,
}

/// Where variables are read from: the process or, in a test, a list.
#[derive(Debug, Clone)]
pub struct Env {
    /// None is the process itself.
    given: Option<BTreeMap<String, String>>,
}

impl Env {
    /// The variables of this process.
    pub fn process() -> Self {
        Self { given: None }
    }

    /// The variables of a list, and no others.
    pub fn of<'a>(variables: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let given = variables.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Self { given: Some(given) }
    }

    /// A variable that must be there and not be empty.
    pub fn text(&self, variable: &str) -> Result<String, ConfigError> {
        self.required(variable, "set")
    }

    /// A variable that may be missing; an empty one counts as missing, since a template cannot leave a variable out.
    pub fn optional(&self, variable: &str) -> Result<Option<String>, ConfigError> {
        let value = match &self.given {
            Some(given) => given.get(variable).cloned(),
            None => match env::var(variable) {
                Ok(value) => Some(value),
                Err(env::VarError::NotPresent) => None,
                Err(env::VarError::NotUnicode(_)) => {
                    return Err(bad(variable, "UTF-8 text", "something else"));
                }
            },
        };
        Ok(value.filter(|value| !value.is_empty()))
    }

    /// A variable of any type that can be parsed; `expected` says in words what it must be.
    pub fn parse<T: FromStr>(&self, variable: &str, expected: &'static str) -> Result<T, ConfigError> {
        self.required(variable, expected)?.parse().map_err(|_| bad(variable, expected, "something else"))
    }

    /// A whole number of seconds.
    pub fn seconds(&self, variable: &str) -> Result<Duration, ConfigError> {
        self.parse(variable, "a number of seconds, such as 90").map(Duration::from_secs)
    }

    /// A whole number of days.
    pub fn days(&self, variable: &str) -> Result<u32, ConfigError> {
        self.parse(variable, "a number of days, such as 30")
    }

    /// An `http` or `https` address, without a slash at its end.
    pub fn url(&self, variable: &str) -> Result<String, ConfigError> {
        const EXPECTED: &str = "an address that begins with https:// or http://";
        let value = self.required(variable, EXPECTED)?;
        if value.starts_with("https://") || value.starts_with("http://") {
            Ok(value.trim_end_matches('/').to_owned())
        } else {
            Err(bad(variable, EXPECTED, "something else"))
        }
    }

    /// An Amazon Resource Name.
    pub fn arn(&self, variable: &str) -> Result<String, ConfigError> {
        const EXPECTED: &str = "an ARN, such as arn:aws:sns:eu-west-1:…";
        let value = self.required(variable, EXPECTED)?;
        if value.starts_with("arn:") && value.split(':').count() >= 6 {
            Ok(value)
        } else {
            Err(bad(variable, EXPECTED, "something else"))
        }
    }

    fn required(&self, variable: &str, expected: &'static str) -> Result<String, ConfigError> {
        self.optional(variable)?.ok_or_else(|| bad(variable, expected, "not set"))
    }
}

fn bad(variable: &str, expected: &'static str, found: &'static str) -> ConfigError {
    ConfigError { variable: variable.to_owned(), expected, found }
}
