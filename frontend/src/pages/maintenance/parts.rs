//! Parts in a form: a line each, with an empty one for more.

use crate::{api::Part, pages::typed::Form};

/// How many empty lines a form has.
const EMPTY: usize = 2;

/// The values of a form's lines.
pub(in crate::pages) fn typed(parts: &[Part]) -> Vec<(String, String)> {
    parts
        .iter()
        .enumerate()
        .flat_map(|(line, part)| {
            [
                (format!("part.{line}.number"), part.number.clone()),
                (format!("part.{line}.name"), part.name.clone()),
                (format!("part.{line}.quantity"), part.quantity.to_string()),
            ]
        })
        .collect()
}

/// The numbers of the lines that a form shows: those that say something, and some more.
pub(in crate::pages) fn lines(form: &Form) -> Vec<usize> {
    let last =
        form.below("part.").filter_map(|(rest, _)| rest.split('.').next()?.parse::<usize>().ok()).max();
    (0..last.map_or(0, |last| last + 1) + EMPTY).collect()
}

/// What a form's lines say. A line without a number and a name says nothing; a quantity that is no number is 0, which the API refuses.
pub(in crate::pages) fn read(form: &Form) -> Vec<Part> {
    let at = |line: usize, field: &str| form.get(&format!("part.{line}.{field}")).trim().to_owned();
    lines(form)
        .into_iter()
        .map(|line| {
            let quantity = at(line, "quantity");
            let quantity = if quantity.is_empty() { 1 } else { quantity.parse().unwrap_or(0) };
            Part { number: at(line, "number"), name: at(line, "name"), quantity }
        })
        .filter(|part| !part.number.is_empty() || !part.name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{lines, read, typed};
    use crate::{api::Part, pages::typed::Form};

    #[test]
    fn a_forms_lines_say_parts_and_have_room_for_more() {
        let part = Part { number: "K-12".into(), name: "Knife".into(), quantity: 4 };
        let mut values = typed(std::slice::from_ref(&part));
        values.push(("part.1.name".into(), "Bolt".into()));
        values.push(("part.1.quantity".into(), "many".into()));
        let form = Form::with(values);
        assert_eq!(lines(&form), [0, 1, 2, 3]);
        let bolt = Part { number: String::new(), name: "Bolt".into(), quantity: 0 };
        assert_eq!(read(&form), [part, bolt]);
    }
}
