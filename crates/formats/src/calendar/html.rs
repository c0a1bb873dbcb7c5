//! Descriptions that are HTML, as Google Calendar and Outlook write them.

/// Elements behind which a new line begins.
const BREAKS: [&str; 8] = ["br", "p", "div", "li", "tr", "h1", "h2", "h3"];
/// The entities that descriptions have.
const ENTITIES: [(&str, &str); 6] =
    [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")];

/// The text of HTML, line by line; other text as it is.
pub(super) fn as_text(text: String) -> String {
    let is_html = text.contains('<') && text.contains('>');
    if !is_html {
        return text;
    }
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text.as_str());
    while let Some((before, behind)) = rest.split_once('<') {
        plain.push_str(before);
        let named = behind.trim_start_matches('/');
        let is_tag = named.starts_with(|c: char| c.is_ascii_alphabetic());
        // `< 5:30/km` is no element.
        let Some((tag, after)) = behind.split_once('>').filter(|_| is_tag) else {
            plain.push('<');
            rest = behind;
            continue;
        };
        let name: String =
            tag.chars().filter(|c| *c != '/').take_while(char::is_ascii_alphanumeric).collect();
        if BREAKS.contains(&name.to_ascii_lowercase().as_str()) {
            plain.push('\n');
        }
        rest = after;
    }
    plain.push_str(rest);
    ENTITIES.iter().fold(plain, |text, (entity, letter)| text.replace(entity, letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_are_taken_out_and_lines_kept() {
        for (html, text) in [
            ("<p>Easy &amp; long</p><br/>Duration: 1:30", "\nEasy & long\n\nDuration: 1:30"),
            ("Pace < 5:30 and > 4:00", "Pace < 5:30 and > 4:00"),
            ("<b>Run</b>&nbsp;45 min", "Run 45 min"),
            ("cut <a href", "cut <a href"),
            ("", ""),
        ] {
            assert_eq!(as_text(html.to_owned()), text, "{html}");
        }
    }
}
