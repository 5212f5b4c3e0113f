//! A page of text as PDF 1.4, for the demo's manuals.

use std::fmt::Write as _;

/// The page, in points: A4.
const PAGE: &str = "0 0 595 842";
/// Where the first line is, how large the letters are, and how far apart the lines.
const LAYOUT: &str = "BT /F1 12 Tf 56 780 Td 20 TL";

/// The document with these lines on its one page.
pub(super) fn page(lines: &[String]) -> Vec<u8> {
    let mut text = format!("{LAYOUT}\n").into_bytes();
    for line in lines {
        text.extend(b"(");
        text.extend(line.chars().flat_map(letter));
        text.extend(b") Tj T*\n");
    }
    text.extend(b"ET");
    let stream =
        [format!("<< /Length {} >>\nstream\n", text.len()).into_bytes(), text, b"\nendstream".to_vec()];
    let objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>".to_vec(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_vec(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [{PAGE}] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>")
            .into_bytes(),
        stream.concat(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_vec(),
    ];
    let mut file = b"%PDF-1.4\n".to_vec();
    let mut table = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
    for (n, object) in objects.iter().enumerate() {
        // A string takes everything.
        let _ = writeln!(table, "{:010} 00000 n ", file.len());
        file.extend(format!("{} 0 obj\n", n + 1).bytes());
        file.extend(object);
        file.extend(b"\nendobj\n");
    }
    let begins = file.len();
    file.extend(table.bytes());
    let end = format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{begins}\n%%EOF\n", objects.len() + 1);
    file.extend(end.bytes());
    file
}

/// A letter as the font has it: those of Latin-1 are themselves, others a question mark.
fn letter(letter: char) -> impl Iterator<Item = u8> {
    let byte = u8::try_from(u32::from(letter)).unwrap_or(b'?');
    let escape = matches!(byte, b'(' | b')' | b'\\').then_some(b'\\');
    escape.into_iter().chain([byte])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_object_is_where_the_table_says() {
        let file = page(&["Mélangeur (M900)".to_owned(), String::new(), "Arrêtez !".to_owned()]);
        assert!(file.starts_with(b"%PDF-1.4") && file.ends_with(b"%%EOF\n"));
        let has = |text: &[u8]| file.windows(text.len()).any(|window| window == text);
        assert!(has(b"(M\xe9langeur \\(M900\\)) Tj"));
        // Letters of Latin-1 are one byte each here and in the file, so that places in the text are those in the file.
        let text: String =
            file.iter().map(|byte| if byte.is_ascii() { char::from(*byte) } else { '?' }).collect();
        let places: Vec<usize> = text
            .lines()
            .filter_map(|line| line.strip_suffix(" 00000 n "))
            .map(|place| place.parse().unwrap())
            .collect();
        assert_eq!(places.len(), 5);
        for (n, place) in places.iter().enumerate() {
            assert!(text[*place..].starts_with(&format!("{} 0 obj", n + 1)), "{n}");
        }
        let begins = text.rsplit_once("startxref\n").unwrap().1.lines().next().unwrap();
        assert!(text[begins.parse::<usize>().unwrap()..].starts_with("xref"));
    }
}
