//! Markdown of articles as HTML: rendered by one library, and whatever could do harm taken out by another.

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// `markdown` as HTML that can stand on any page. Its headings are a level lower, since they stand below a page's own.
pub(crate) fn rendered(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TASKLISTS;
    let events = Parser::new_ext(markdown, options).map(|event| match event {
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: lower(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
        event => event,
    });
    let mut text = String::new();
    html::push_html(&mut text, events);
    ammonia::clean(&text)
}

fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H2,
        HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::rendered;

    #[test]
    fn markdown_is_rendered_below_the_pages_own_headings() {
        assert_eq!(
            rendered("# Knives\n\n- *sharp*"),
            "<h2>Knives</h2>\n<ul>\n<li><em>sharp</em></li>\n</ul>\n"
        );
    }

    #[test]
    fn nothing_that_runs_or_dresses_up_survives() {
        for markdown in [
            "<script>alert(1)</script>",
            "<img src=x onerror=alert(1)>",
            "[x](javascript:alert(1))",
            "<p style=\"position:fixed\">x</p>",
            "<form action=/x><input></form>",
        ] {
            let html = rendered(markdown);
            for bad in ["<script", "onerror", "javascript:", "style=", "<form", "<input"] {
                assert!(!html.contains(bad), "{markdown}: {html}");
            }
        }
    }
}
