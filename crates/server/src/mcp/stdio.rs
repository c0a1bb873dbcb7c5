//! The protocol on standard input and output: a message a line. Nothing else is ever written there; logs go to standard error.

use std::io::{BufRead as _, Read as _, Write as _};

use super::Assistant;
use super::protocol::Message;
use crate::App;

/// The longest message, bytes.
const LONGEST: u64 = 1 << 20;

/// Serves one assistant on standard input and output until it hangs up.
///
/// # Errors
/// When standard input or output fails, or a message is longer than a megabyte.
pub async fn serve(app: App, athlete: &str) -> Result<(), std::io::Error> {
    let api = crate::alone(crate::api_of(&app).0, &app);
    let assistant = Assistant { app, api, athlete: Some(athlete.into()) };
    loop {
        let line = tokio::task::spawn_blocking(next_line).await.map_err(std::io::Error::other)??;
        let Some(line) = line else { return Ok(()) };
        if line.trim_ascii().is_empty() {
            continue;
        }
        let answer = match Message::read(&line) {
            Ok(Message::Notice) => continue,
            Ok(Message::Request(request)) => match assistant.respond(&request, None).await {
                Ok(answer) => answer,
                Err(fault) => fault.answer(&request.id),
            },
            Err(fault) => fault.answer(&serde_json::Value::Null),
        };
        let mut output = std::io::stdout().lock();
        writeln!(output, "{answer}")?;
        output.flush()?;
    }
}

/// The next line; none at the end.
fn next_line() -> Result<Option<Vec<u8>>, std::io::Error> {
    let mut line = Vec::new();
    let read = std::io::stdin().lock().take(LONGEST).read_until(b'\n', &mut line)?;
    if read as u64 == LONGEST && line.last() != Some(&b'\n') {
        return Err(std::io::Error::other("a message is longer than a megabyte"));
    }
    Ok((read > 0).then_some(line))
}
