//! The words of a query.

use super::BadQuery;

/// A word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    /// A field and its value, the value as it is sent.
    Term {
        field: String,
        value: String,
    },
}

/// The words of `text`, each with where it begins.
pub(super) fn tokens(text: &str) -> Result<Vec<(usize, Token)>, BadQuery> {
    let characters: Vec<char> = text.chars().collect();
    let mut lexer = Lexer { characters: &characters, next: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip(char::is_whitespace);
        let at = lexer.next;
        let Some(first) = lexer.peek() else { return Ok(tokens) };
        let token = match first {
            '(' => lexer.only(Token::Open),
            ')' => lexer.only(Token::Close),
            c if c.is_ascii_alphabetic() => lexer.word()?,
            _ => return Err(lexer.bad()),
        };
        tokens.push((at, token));
    }
}

struct Lexer<'c> {
    characters: &'c [char],
    next: usize,
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.characters.get(self.next).copied()
    }

    fn bad(&self) -> BadQuery {
        BadQuery::BadCharacter(self.next + 1)
    }

    fn only(&mut self, token: Token) -> Token {
        self.next += 1;
        token
    }

    fn skip(&mut self, skipped: impl Fn(char) -> bool) {
        while self.peek().is_some_and(&skipped) {
            self.next += 1;
        }
    }

    fn run(&mut self, allowed: impl Fn(char) -> bool) -> String {
        let begin = self.next;
        self.skip(allowed);
        self.characters[begin..self.next].iter().collect()
    }

    fn take(&mut self, wanted: char) -> bool {
        let is_next = self.peek() == Some(wanted);
        self.next += usize::from(is_next);
        is_next
    }

    /// An operator, or a field with its value.
    fn word(&mut self) -> Result<Token, BadQuery> {
        let word = self.run(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
        match word.as_str() {
            "AND" => return Ok(Token::And),
            "OR" => return Ok(Token::Or),
            "NOT" => return Ok(Token::Not),
            _ => {}
        }
        if !self.take(':') {
            let expected = "a colon after the field";
            return Err(BadQuery::Expected { at: self.next + 1, expected });
        }
        Ok(Token::Term { field: word, value: self.value()? })
    }

    fn value(&mut self) -> Result<String, BadQuery> {
        match self.peek() {
            Some('"') => self.quoted(),
            Some('[') => self.range(),
            Some('<' | '>') => self.compared(),
            _ => self.plain(),
        }
    }

    fn plain(&mut self) -> Result<String, BadQuery> {
        let value = self.run(is_plain);
        let ends = self.peek().is_none_or(|c| c.is_whitespace() || matches!(c, ')' | ']'));
        if !ends {
            return Err(self.bad());
        }
        if value.is_empty() {
            return Err(BadQuery::Expected { at: self.next + 1, expected: "a value" });
        }
        Ok(value)
    }

    fn quoted(&mut self) -> Result<String, BadQuery> {
        self.next += 1;
        let text = self.run(|c| c != '"' && c != '\\' && !c.is_control());
        if self.peek() != Some('"') {
            return Err(if self.peek().is_some() {
                self.bad()
            } else {
                BadQuery::Expected { at: self.next + 1, expected: "a closing quote" }
            });
        }
        self.next += 1;
        let ends = self.peek().is_none_or(|c| c.is_whitespace() || c == ')');
        if ends { Ok(format!("\"{text}\"")) } else { Err(self.bad()) }
    }

    fn range(&mut self) -> Result<String, BadQuery> {
        self.next += 1;
        let from = self.plain()?;
        self.skip(char::is_whitespace);
        if self.run(|c| c.is_ascii_alphabetic()) != "TO" {
            return Err(BadQuery::Expected { at: self.next + 1, expected: "TO" });
        }
        self.skip(char::is_whitespace);
        let to = self.plain()?;
        if !self.take(']') {
            return Err(BadQuery::Expected { at: self.next + 1, expected: "a closing bracket" });
        }
        Ok(format!("[{from} TO {to}]"))
    }

    fn compared(&mut self) -> Result<String, BadQuery> {
        let mut operator = self.run(|c| matches!(c, '<' | '>'));
        if operator.len() > 1 {
            return Err(self.bad());
        }
        if self.take('=') {
            operator.push('=');
        }
        let number = self.plain()?;
        if number.parse::<f64>().is_ok_and(f64::is_finite) {
            Ok(format!("{operator}{number}"))
        } else {
            Err(BadQuery::Expected { at: self.next + 1, expected: "a number" })
        }
    }
}

/// What stands for itself in a value, or is a wildcard.
fn is_plain(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '*' | '?' | '@' | '/' | '+' | '#')
}
