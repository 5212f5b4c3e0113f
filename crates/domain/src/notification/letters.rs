//! Letters that every channel can carry.

/// The letters beyond ASCII that the GSM alphabet (3GPP TS 23.038) has. With any other letter in it, a segment of a text
/// message holds 67 characters and not 153.
const GSM: &str = "£¥èéùìòÇØøÅåÆæßÉÄÖÑÜ§äöñüà";
/// What ASCII has and the GSM alphabet has only at the price of two characters, or not at all.
const NOT_GSM: &str = "[]{}\\^~|`";

/// `text` in the GSM alphabet: a letter that it has not becomes the plain letter below its accent, anything else `?`.
pub(super) fn to_gsm(text: &str) -> String {
    text.chars().map(|c| if is_gsm(c) { c } else { plain(c) }).collect()
}

/// `text` in ASCII, likewise.
pub(super) fn to_ascii(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() && !c.is_ascii_control() { c } else { plain(c) }).collect()
}

fn is_gsm(c: char) -> bool {
    GSM.contains(c) || (c.is_ascii() && !c.is_ascii_control() && !NOT_GSM.contains(c))
}

const fn plain(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' | 'æ' => 'a',
        'À' | 'Á' | 'Â' | 'Ã' | 'Ä' | 'Å' | 'Æ' => 'A',
        'ç' => 'c',
        'Ç' => 'C',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'È' | 'É' | 'Ê' | 'Ë' => 'E',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'Ì' | 'Í' | 'Î' | 'Ï' => 'I',
        'ñ' => 'n',
        'Ñ' => 'N',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' | 'œ' => 'o',
        'Ò' | 'Ó' | 'Ô' | 'Õ' | 'Ö' | 'Ø' | 'Œ' => 'O',
        'ß' => 's',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'Ù' | 'Ú' | 'Û' | 'Ü' => 'U',
        'ý' | 'ÿ' => 'y',
        '’' | '‘' | '`' => '\'',
        '“' | '”' | '«' | '»' => '"',
        '–' | '—' | '~' => '-',
        '[' | '{' => '(',
        ']' | '}' => ')',
        '\u{a0}' | '\u{202f}' | '\t' | '\n' | '\r' => ' ',
        _ => '?',
    }
}
